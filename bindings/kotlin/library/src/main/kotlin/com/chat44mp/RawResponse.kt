package com.chat44mp

/** A value together with its HTTP response. */
public class RawResponse<out T> @JvmOverloads constructor(
    /** The typed value. */
    public val value: T,
    /** The HTTP status. */
    public val status: Int,
    /** The response headers by lower-case name; the values of a repeated header are joined with `, `. */
    public val headers: Map<String, String> = emptyMap(),
    /** The response body, if `keepBody` was set. */
    public val body: ByteArray? = null,
)
