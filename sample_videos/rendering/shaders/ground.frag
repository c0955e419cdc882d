// The surroundings of one frame: treadmill, step, the person's shadow, darkness under the feet.
uniform sampler2D surroundings;
uniform mat4 unproject;
uniform mat4 sun_camera;
uniform vec3 eye_point;
uniform vec4 feet[2];      // x, y, height above the ground, unused
uniform vec4 treadmill;    // x of its centre, half length, half width, 1 = there
uniform float belt_m;      // how far the belt has run
uniform vec4 box;          // a step: x of its back and its front, half width, height (0 = none)
uniform mat4 camera;
in vec2 uv;
out vec4 pixel;

vec3 with_treadmill(vec3 colour, vec2 place) {
    vec2 q = abs(place - vec2(treadmill.x, 0.));
    float length_ = treadmill.y, width = treadmill.z;
    if (q.x >= length_ + .10 || q.y >= width + .16) return colour;
    if (q.x >= length_ || q.y >= width)
        return vec3(.16, .17, .18) * (q.y > width + .02 ? 1.4 : 1.);
    float along = place.x + belt_m;
    if (abs(q.y - width + .04) < .008) return vec3(.25);
    if (fract(along / 1.7) < .035) return vec3(.30);
    return vec3(.055) * (.8 + .5 * noise2(vec2(along, place.y) * 90.));
}

float under_feet(vec2 place) {
    float open_sky = 1.;
    for (int i = 0; i < 2; i++) {
        vec2 away = place - feet[i].xy;
        float spread = exp(-dot(away, away) / (.016 + .15 * feet[i].z));
        open_sky *= 1. - .55 * spread * exp(-max(feet[i].z, 0.) * 7.);
    }
    return open_sky;
}

// How far along the ray the step is entered, -1 where the ray passes it by.
float to_box(vec3 start, vec3 ray) {
    vec3 one = (vec3(box.x, -box.z, 0.) - start) / ray, two = (vec3(box.yzw) - start) / ray;
    vec3 near = min(one, two), far = max(one, two);
    float enter = max(near.x, max(near.y, near.z)), leave = min(far.x, min(far.y, far.z));
    return box.w > 0. && enter < leave && leave > 0. ? max(enter, 0.) : -1.;
}

vec3 step_(vec3 place) {
    bool top = place.z > box.w - 1e-4, front = abs(place.x - box.y) < 1e-4;
    vec3 facing = top ? vec3(0, 0, 1) : front ? vec3(1, 0, 0) : vec3(0, sign(place.y), 0);
    vec3 back = vec3(-1, 0, 0);
    if (!top && abs(place.x - box.x) < 1e-4) facing = back;
    vec3 colour = vec3(.34, .35, .36) * (.94 + .12 * cloud(place.xy * 9. + place.z * 7.));
    if (top && place.x > box.y - .035) colour *= .55;  // an edge against slipping
    float lit = max(dot(facing, sun), 0.);
    if (top) lit *= sunlit(sun_camera * vec4(place, 1.));
    return colour * (.50 + .75 * lit) * (top ? under_feet(place.xy) : 1.);
}

void main() {
    vec4 drawn = texture(surroundings, uv);
    vec3 colour = drawn.rgb;
    vec4 far = unproject * vec4(uv * 2. - 1., 1., 1.);
    vec3 ray = normalize(far.xyz / far.w - eye_point);
    float enter = to_box(eye_point, ray);
    gl_FragDepth = 1.;
    if (enter > 0.) {
        vec3 place = eye_point + enter * ray;
        vec4 seen = camera * vec4(place, 1.);
        gl_FragDepth = seen.z / seen.w * .5 + .5;
        colour = step_(place);
    } else if (drawn.a > .5) {
        vec3 place = eye_point - ray * (eye_point.z / ray.z);
        if (treadmill.w > .5) colour = with_treadmill(colour, place.xy);
        float open_sun = sunlit(sun_camera * vec4(place, 1.));
        if (to_box(place + vec3(0, 0, 1e-3), sun) > 0.) open_sun = 0.;
        colour *= mix(.52, 1., open_sun) * under_feet(place.xy) * 1.12;
    }
    pixel = vec4(on_screen(colour), 1.);
}
