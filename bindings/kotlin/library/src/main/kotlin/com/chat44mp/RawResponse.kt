package com.chat44mp

/** A value together with the HTTP answer it came in. */
public class RawResponse<out T> internal constructor(
    /** The typed value. */
    public val value: T,
    /** The HTTP status. */
    public val status: Int,
    /** The answer's headers, names in lower case. */
    public val headers: Map<String, String>,
    /** The answer's body, if it was asked for. */
    public val body: ByteArray?,
)
