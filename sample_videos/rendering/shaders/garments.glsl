// What a point of the mesh shows: skin, a garment, an eye, or nothing because something covers it.
// region: leg coordinate (0 hip, 1 knee, 2 ankle, 3 floor, negative above the hip, -1 shoulder),
// arm coordinate (0 shoulder, 1 elbow, 2 wrist), weight of the arm, weight of the hand.
const int NOTHING = -1, SKIN = 0, SHIRT = 1, SHORTS = 2, SOCK = 3, SHOE = 4, SOLE = 5, EYE = 6;
const int MESH_SKIN = 0, MESH_CLOTH = 1;
uniform float sleeve_share, shorts_share, body_scale;
uniform float hem_share = -.02;  // where the shirt ends, as a leg coordinate
uniform vec2 hem_slant = vec2(0);  // of the hem to the left (per metre) and its waves

int of_cloth(vec3 rest, vec4 region, bool on_arm) {
    float down = region.x;
    if (on_arm) return region.y < sleeve_share ? SHIRT : NOTHING;
    if (down < -1.12) return NOTHING;
    float hem = hem_share + hem_slant.x * rest.y / body_scale
        + hem_slant.y * sin(rest.y * 17. + rest.x * 13.);
    if (down < hem) return SHIRT;
    if (down < shorts_share) return SHORTS;
    if (down > 1.93) return rest.z < .022 * body_scale ? SOLE : SHOE;
    return down > 1.80 ? SOCK : NOTHING;
}

int of_skin(vec4 region, bool on_arm) {
    float down = region.x;
    if (on_arm) return region.y < sleeve_share - .12 ? NOTHING : SKIN;
    bool under_cloth = (down > -1.02 && down < shorts_share - .10) || down > 1.84;
    return under_cloth ? NOTHING : SKIN;
}

int garment(int mesh, vec3 rest, vec4 region) {
    bool on_arm = region.z > .45;
    if (mesh == MESH_CLOTH) return of_cloth(rest, region, on_arm);
    return mesh == MESH_SKIN ? of_skin(region, on_arm) : EYE;
}
