// Depth only, but not of what a garment hides.
in vec3 rest;
in vec4 region;
flat in int mesh;

void main() {
    if (garment(mesh, rest, region) == NOTHING) discard;
}
