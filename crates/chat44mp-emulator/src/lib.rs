//! A stateful emulator of the Chat44MP API.
