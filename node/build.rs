//! What the linker has to know of an addon for Node.

fn main() {
    napi_build::setup();
}
