// Ground and far wall as they never change: drawn once, before the first frame.
// Alpha 1 marks ground, on which the frame's own shadows will fall.
uniform mat4 unproject;
uniform vec3 eye_point, wall_normal;
uniform float wall_offset, seed;
uniform int style;
in vec2 uv;
out vec4 pixel;
const int TRACK = 0, GYM = 1;

vec3 running_track(vec2 at, vec2 place, float near) {
    vec3 colour = vec3(.30, .135, .105) * (.75 + .5 * cloud(at * 2.5));
    colour *= 1. + near * .5 * (noise2(at * 130.) - .5);
    float from_line = abs(mod(place.y + .61, 1.22) - .61);
    return mix(colour, vec3(.70), .85 * (1. - smoothstep(.025, .035, from_line)));
}

vec3 planks(vec2 at) {
    vec2 plank = vec2(at.x * .55, floor(at.y / .11));
    float id = hash2(vec2(floor(plank.x + hash2(plank.yy) * 7.), plank.y));
    vec3 colour = mix(vec3(.36, .24, .14), vec3(.46, .32, .19), id);
    colour *= .85 + .3 * cloud(vec2(at.x * 3., at.y * 40.));
    return colour * (1. - .5 * smoothstep(.47, .5, abs(fract(at.y / .11) - .5)));
}

vec3 ground(vec2 place, float distance) {
    vec2 at = place + seed;
    vec3 colour = vec3(.42) * (.92 + .16 * cloud(at * 3.));
    if (style == TRACK) colour = running_track(at, place, exp(-distance * .05));
    if (style == GYM) colour = planks(at);
    return mix(colour, vec3(.46, .50, .52), 1. - exp(-distance * .012));
}

vec3 fence(float along, float z) {
    vec3 colour = vec3(.36, .38, .36) * (.85 + .25 * cloud(vec2(along, z) * 3.));
    colour *= .78 + .3 * smoothstep(.1, .3, abs(fract(along / .06) - .5));
    bool post = z > 1.07 || abs(fract(along / 2.4) - .5) < .012;
    return post ? vec3(.22, .24, .24) : colour;
}

vec3 outdoors(float along, float z) {
    float hedge = 2.1 + 1.6 * cloud(vec2(along * .35 + seed, 1.));
    hedge += .5 * cloud(vec2(along * 2. + seed, 3.));
    if (z < 1.15) return fence(along, z);
    if (z < hedge) {
        float leaf = cloud(vec2(along, z) * 4. + seed), dark = cloud(vec2(along, z) * 14.);
        return mix(vec3(.05, .10, .04), vec3(.17, .25, .09), leaf) * (.6 + .7 * dark);
    }
    vec3 sky = mix(vec3(.62, .72, .82), vec3(.30, .47, .72), clamp((z - 2.) / 9., 0., 1.));
    return sky + .22 * smoothstep(.45, .8, cloud(vec2(along * .12, z * .3) + seed));
}

vec3 gym_wall(float along, float z) {
    vec2 brick = vec2(along / .40, z / .20);
    brick.x += .5 * mod(floor(brick.y), 2.);
    vec2 in_brick = abs(fract(brick) - .5);
    float joint = max(smoothstep(.485, .497, in_brick.x), smoothstep(.46, .49, in_brick.y));
    vec3 colour = vec3(.50, .48, .44) * (.9 + .2 * hash2(floor(brick)));
    colour *= (.9 + .2 * cloud(vec2(along, z) * 9.)) * (1. - .25 * joint);
    if (z < 1.2) colour *= vec3(.45, .60, .78);
    if (abs(z - 1.2) < .03) colour = vec3(.25);
    if (z < .12) colour = vec3(.10);
    float from_window = abs(mod(along + seed, 5.) - 2.5);
    if (z <= 1.7 || z >= 3.0 || from_window >= .8) return colour;
    bool window_frame = from_window > .75 || z < 1.75;
    vec3 pane = mix(vec3(.66, .74, .80), vec3(.52, .60, .70), fract(z));
    return window_frame ? vec3(.32) : pane;
}

vec3 wall(vec3 place) {
    float along = dot(place, vec3(-wall_normal.y, wall_normal.x, 0)), z = place.z;
    if (style == TRACK) return outdoors(along, z);
    if (style == GYM) return gym_wall(along, z);
    return vec3(.55, .56, .58) * (.95 + .1 * cloud(vec2(along, z) * .8)) * (1. - .03 * z);
}

void main() {
    vec4 far = unproject * vec4(uv * 2. - 1., 1., 1.);
    vec3 ray = normalize(far.xyz / far.w - eye_point);
    float toward = dot(ray, wall_normal);
    float to_ground = ray.z < -1e-4 ? -eye_point.z / ray.z : 1e9;
    float to_wall = toward > 1e-4 ? (wall_offset - dot(eye_point, wall_normal)) / toward : 1e9;
    if (to_ground < to_wall) {
        vec3 place = eye_point + to_ground * ray;
        pixel = vec4(ground(place.xy, to_ground), 1.);
    } else {
        pixel = vec4(wall(eye_point + to_wall * ray), 0.);
    }
}
