// The posed mesh, seen by the camera and by the sun.
uniform mat4 camera;
uniform mat4 sun_camera;
in vec3 position;
in vec3 normal;
in vec3 rest_position;
in vec4 region_in;
in float mesh_in;
out vec3 world;
out vec3 facing;
out vec3 rest;
out vec4 region;
out vec4 seen_by_sun;
flat out int mesh;

void main() {
    world = position;
    facing = normal;
    rest = rest_position;
    region = region_in;
    mesh = int(mesh_in + .5);
    seen_by_sun = sun_camera * vec4(position, 1.);
    gl_Position = camera * vec4(position, 1.);
}
