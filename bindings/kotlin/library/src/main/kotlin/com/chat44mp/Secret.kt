package com.chat44mp

/** Text that is never printed, such as a user's password. [Password] is an alias. */
public class Secret(private val text: String) {
    /** Returns the text, to pass it to the native library. */
    @JvmSynthetic
    internal fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "Secret(…)"

    /** Creates secrets. */
    public companion object {
        /** Creates a secret. Jackson reads strings with it. */
        @JvmStatic
        public fun valueOf(text: String): Secret = Secret(text)
    }
}
