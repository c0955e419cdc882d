// Value noise in two and three dimensions, from hashes without textures.
float hash2(vec2 p) {
    p = fract(p * vec2(123.34, 456.21));
    p += dot(p, p + 45.32);
    return fract(p.x * p.y);
}

float noise2(vec2 p) {
    vec2 i = floor(p), f = fract(p);
    f = f * f * (3. - 2. * f);
    float near = mix(hash2(i), hash2(i + vec2(1, 0)), f.x);
    float far = mix(hash2(i + vec2(0, 1)), hash2(i + vec2(1, 1)), f.x);
    return mix(near, far, f.y);
}

// Five octaves.
float cloud(vec2 p) {
    float sum = 0., weight = .5;
    for (int i = 0; i < 5; i++) {
        sum += weight * noise2(p);
        p = p * 2.03 + 7.1;
        weight *= .5;
    }
    return sum;
}

float hash3(vec3 p) {
    p = fract(p * .3183099 + .1);
    p *= 17.;
    return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}

float row(vec3 i, float x) {
    return mix(hash3(i), hash3(i + vec3(1, 0, 0)), x);
}

float noise3(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    f = f * f * (3. - 2. * f);
    float low = mix(row(i, f.x), row(i + vec3(0, 1, 0), f.x), f.y);
    float high = mix(row(i + vec3(0, 0, 1), f.x), row(i + vec3(0, 1, 1), f.x), f.y);
    return mix(low, high, f.z);
}
