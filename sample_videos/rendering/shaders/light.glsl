// Sun with soft shadow, and the step from light to screen.
uniform sampler2DShadow shadow_map;
uniform vec3 sun;
uniform float light;

float sunlit(vec4 seen_by_sun) {
    vec3 s = seen_by_sun.xyz / seen_by_sun.w * .5 + .5;
    if (any(lessThan(s, vec3(0))) || any(greaterThan(s, vec3(1)))) return 1.;
    float sum = 0.;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
            sum += texture(shadow_map, vec3(s.xy + vec2(i, j) * 1.3 / 1024., s.z - .0025));
    return sum / 9.;
}

vec3 on_screen(vec3 colour) {
    return pow(clamp(colour * light, 0., 1.), vec3(1. / 2.2));
}
