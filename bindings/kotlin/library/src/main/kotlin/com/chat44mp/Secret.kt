package com.chat44mp

/** A text that is never printed, such as a user's password; [Password] is the same. */
public class Secret(private val text: String) {
    /** Only for the way to Rust. */
    internal fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "Secret(…)"
}
