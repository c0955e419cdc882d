// The surroundings of one frame: treadmill, the person's shadow, darkness under the feet.
uniform sampler2D surroundings;
uniform mat4 unproject;
uniform mat4 sun_camera;
uniform vec3 eye_point;
uniform vec4 feet[2];      // x, y, height above the ground, unused
uniform vec4 treadmill;    // x of its centre, half length, half width, 1 = there
uniform float belt_m;      // how far the belt has run
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

void main() {
    vec4 drawn = texture(surroundings, uv);
    vec3 colour = drawn.rgb;
    if (drawn.a > .5) {
        vec4 far = unproject * vec4(uv * 2. - 1., 1., 1.);
        vec3 ray = normalize(far.xyz / far.w - eye_point);
        vec3 place = eye_point - ray * (eye_point.z / ray.z);
        if (treadmill.w > .5) colour = with_treadmill(colour, place.xy);
        float open_sun = sunlit(sun_camera * vec4(place, 1.));
        colour *= mix(.52, 1., open_sun) * under_feet(place.xy) * 1.12;
    }
    pixel = vec4(on_screen(colour), 1.);
}
