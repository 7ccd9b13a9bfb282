@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.models.CallFailure
import com.chat44mp.internal.models.ErrorInfo
import java.time.Duration

/** The fields of an error that a test creates: `ConflictException("email_taken") { operation = "contacts.create" }`. */
public class ErrorDetails internal constructor() {
    /** The server's message; the code by default. */
    public var serverMessage: String? = null

    /** How to fix it. */
    public var hint: String? = null

    /** The call that failed, such as `contacts.create`. */
    public var operation: String? = null

    /** The HTTP status of the last response. */
    public var httpStatus: Int? = null

    /** The number of attempts. */
    public var attempts: Int = 1

    /** Whether repeating the call later may succeed without duplicating its effect. */
    public var retryable: Boolean = false

    /** The time that the server requests to wait before the next request. */
    public var retryAfter: Duration? = null

    /** The outcome of a failed write. */
    public var outcome: Outcome? = null

    /** The argument or option that is invalid. */
    public var field: String? = null

    /** The phase in which the call's connection failed. */
    public var phase: Phase? = null

    /** The number of Facebook's error. */
    public var graphCode: Long? = null

    /** The beginning of a response that could not be used. */
    public var body: String? = null

    @JvmSynthetic
    internal fun info(kind: ErrorKind, code: String) = ErrorInfo(
        kind = kind,
        code = code,
        serverMessage = serverMessage ?: code,
        hint = hint,
        operation = operation,
        httpStatus = httpStatus?.toUShort(),
        attempts = attempts.toUInt(),
        retryable = retryable,
        retryAfter = retryAfter,
        outcome = outcome,
        field = field,
        phase = phase,
        graphCode = graphCode,
        body = body,
    )
}

/** Sets the fields of an error: in Kotlin the block after its code, in Java a lambda that receives the details. */
public fun interface ErrorSetup {
    /** Sets the fields. */
    public fun ErrorDetails.set()
}

/** An error of a test. */
internal fun failure(kind: ErrorKind, code: String, setup: ErrorSetup): CallFailure {
    val info = ErrorDetails().apply { with(setup) { set() } }.info(kind, code)
    val call = info.operation?.let { "$it failed: " }.orEmpty()
    return CallFailure(info, "$call${info.serverMessage} [$code]", emptyList())
}
