// One triangle over the whole picture.
out vec2 uv;

void main() {
    vec2 p = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
    uv = p;
    gl_Position = vec4(p * 2. - 1., .9999, 1.);
}
