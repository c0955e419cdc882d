// Skin with a face and hair, clothes with weave and wrinkles, eyes; lit by sun and sky.
uniform vec3 eye_point;
uniform vec3 skin_colour, hair_colour, shirt_colour, shorts_colour, shoe_colour, sock_colour;
uniform vec3 left_eye, right_eye, nose, ear;
uniform vec3 shirt_print_colour, shorts_print_colour;
uniform int shirt_print = 0, shorts_print = 0;  // see `printed`
uniform float print_rate = 12., crumpled = 0.;  // prints per metre; how far cloth bends its normal
in vec3 world;
in vec3 facing;
in vec3 rest;
in vec4 region;
in vec4 seen_by_sun;
flat in int mesh;
out vec4 pixel;

struct Material {
    vec3 colour;
    float shine;
    float focus;
};

struct Grain {
    float fine, medium, coarse;
};

// 1 below `low`, 0 above `high`.
float below(float low, float high, float x) {
    return 1. - smoothstep(low, high, x);
}

vec3 face(vec3 colour, vec3 head) {
    vec3 from_nose = (rest - nose) / body_scale;
    float beside = abs(head.y), bow = (beside - .032) * (beside - .032) * 2.;
    float brow = below(.003, .006, abs(head.z - .021 + bow)) * smoothstep(.012, .016, beside)
        * below(.048, .056, beside) * step(-.06, head.x);
    colour = mix(colour, hair_colour * .8, brow * .85);
    float lip = below(.007, .011, abs(from_nose.z + .030)) * below(.018, .027, abs(from_nose.y))
        * step(-.05, from_nose.x);
    colour = mix(colour, skin_colour * vec3(.80, .50, .50), lip * .8);
    float cheek = below(.01, .03, length(vec2(abs(from_nose.y) - .042, from_nose.z + .005)));
    return mix(colour, skin_colour * vec3(1.02, .86, .82), .5 * cheek);
}

bool on_ear() {
    vec2 d = vec2((rest.x - ear.x) / .027, (rest.z - ear.z + .004) / .040) / body_scale;
    return dot(d, d) < 1. && abs(rest.y) > abs(ear.y) - .030 * body_scale;
}

Material of_skin_or_hair(vec3 at, Grain g) {
    vec3 tint = 1. + vec3(.10 * g.medium + .10 * g.coarse + .05 * g.fine);
    Material m = Material(skin_colour * tint, .12, 18.);
    vec3 head = vec3(rest.x - nose.x, rest.y, rest.z - left_eye.z) / body_scale;
    float line = .052 - .10 * below(-.10, -.02, head.x) - .06 * below(-.12, -.085, head.x)
        + .004 * g.medium;
    if (head.z > line && region.x < -1.0 && !on_ear()) {
        float strands = noise3(at * vec3(300, 300, 60)) - .5;
        return Material(hair_colour * (1. + .5 * strands + .3 * g.coarse), .10, 12.);
    }
    if (region.x < -1.1) m.colour = face(m.colour, head);
    return m;
}

// Share of the second colour in a cloth's print: 0 plain, 1 rings, 2 stripes, 3 checks, 4 blotches,
// 5 slanting, 6 dots.
float printed(int print, vec3 at) {
    vec3 p = at * print_rate;
    vec3 on = step(.5, fract(p));
    if (print == 1) return on.z;
    if (print == 2) return on.y;
    if (print == 3) return abs(on.y - on.z);
    if (print == 4) return smoothstep(.46, .54, noise3(p));
    if (print == 5) return step(.5, fract((p.y + p.z) * .7));
    return print == 6 ? below(.28, .34, length(fract(p.yz) - .5)) : 0.;
}

vec3 of_shirt(Grain g) {
    vec3 colour = shirt_colour * (1. + .10 * g.medium + .16 * g.coarse + .06 * g.fine);
    bool stripe = region.z < .45 && abs(rest.y / body_scale) < .4
        && region.x < -.62 && region.x > -.70;
    return stripe ? mix(colour, vec3(.85), .85) : colour;
}

vec3 of_shorts(Grain g) {
    bool seam = abs(rest.x / body_scale) < .012;
    vec3 colour = shorts_colour * (1. + .12 * g.medium + .2 * g.coarse + .06 * g.fine);
    return seam ? vec3(.75) : colour;
}

vec3 of_shoe(vec3 at, Grain g) {
    bool lace = at.x > -.02 && at.x < .05 && at.z > .035 && at.z < .06
        && fract(at.x * 60. + at.z * 40.) < .4;
    return lace ? vec3(.85) : shoe_colour * (1. + .12 * g.medium);
}

vec3 of_eye() {
    vec3 centre = rest.y > 0. ? left_eye : right_eye;
    float r = length((rest - centre).yz) / body_scale;
    if (r < .0028) return vec3(.02);
    return r < .0062 ? vec3(.13, .08, .05) : vec3(.75, .73, .70);
}

Material material(int what) {
    vec3 at = rest / body_scale;
    Grain g = Grain(noise3(at * 420.) - .5, noise3(at * 60.) - .5, noise3(at * 14.) - .5);
    if (what == SHIRT && shirt_print > 0)
        return Material(mix(of_shirt(g), shirt_print_colour, printed(shirt_print, at)), .04, 20.);
    if (what == SHORTS && shorts_print > 0)
        return Material(mix(of_shorts(g), shorts_print_colour, printed(shorts_print, at)), .04, 20.);
    if (what == SKIN) return of_skin_or_hair(at, g);
    if (what == SHIRT) return Material(of_shirt(g), .04, 20.);
    if (what == SHORTS) return Material(of_shorts(g), .04, 20.);
    if (what == SOCK) return Material(sock_colour * (1. + .1 * g.fine), .04, 20.);
    if (what == SHOE) return Material(of_shoe(at, g), .15, 20.);
    if (what == SOLE) return Material(vec3(.78, .78, .74) * (1. + .1 * g.medium), .04, 20.);
    return Material(of_eye(), .4, 60.);
}

void main() {
    int what = garment(mesh, rest, region);
    if (what == NOTHING) discard;
    Material m = material(what);
    vec3 n = normalize(facing), view = normalize(eye_point - world);
    if (crumpled > 0. && (what == SHIRT || what == SHORTS)) {
        vec3 at = rest / body_scale * 22.;
        vec3 bend = vec3(noise3(at), noise3(at + 31.), noise3(at + 57.)) - .5;
        n = normalize(n + crumpled * bend);
    }
    float open_sun = sunlit(seen_by_sun);
    vec3 sky = mix(vec3(.30, .28, .25), vec3(.50, .54, .60), .5 + .5 * n.z);
    float from_beside = max(dot(n, normalize(vec3(-sun.y, sun.x, .4))), 0.) * .15;
    vec3 direct = vec3(1., .96, .90) * (.80 * max(dot(n, sun), 0.) * open_sun);
    vec3 colour = m.colour * (sky * .62 + direct + from_beside);
    colour += m.shine * pow(max(dot(n, normalize(sun + view)), 0.), m.focus) * open_sun;
    colour += m.colour * .10 * pow(1. - max(dot(n, view), 0.), 3.);
    pixel = vec4(on_screen(colour), 1.);
}
