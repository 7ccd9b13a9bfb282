package com.chat44mp

import com.chat44mp.internal.Failure
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

/**
 * Why a call failed. [code] is stable; [outcome] says whether a failed write may have happened. [message] contains all of it in one line.
 *
 * A cancelled call throws no such exception but [kotlin.coroutines.cancellation.CancellationException]; a write that was
 * cancelled may have happened all the same.
 */
public sealed class Chat44mpException(failure: Failure) :
    Exception(failure.text, failure.causes.foldRight(null, ::Cause)) {
    /** The family, the same in every language; here each has its class. */
    public val kind: ErrorKind = failure.kind

    /** What went wrong, such as `contact_not_found`. New codes can appear. */
    public val code: String = failure.code

    /** The server's message, or the SDK's; at most 500 characters. */
    public val serverMessage: String = failure.detail

    /** How to fix it. */
    public val hint: String? = failure.hint

    /** The call that failed, such as `contacts.create`. */
    public val operation: String? = failure.operation

    /** The HTTP status of the last response, if one arrived. */
    public val httpStatus: Int? = failure.httpStatus

    /** The number of attempts. */
    public val attempts: Int = failure.attempts

    /** Whether repeating the call later may succeed without duplicating its effect. */
    public val retryable: Boolean = failure.retryable

    /** The time that the server requests to wait before the next request. */
    public val retryAfter: Duration? = failure.retryAfter?.seconds

    /** The outcome of a failed write; null on reads and outside of calls. */
    public val outcome: Outcome? = failure.outcome

    /** The argument or option that is wrong, such as `groupId`. */
    public val field: String? = failure.field?.let(::camelCase)

    /** The phase in which the call's connection failed. */
    public val phase: Phase? = failure.phase

    /** The number in Facebook's own error. */
    public val graphCode: Long? = failure.graphCode

    /** The beginning of an answer that could not be used, cleared of secrets. */
    public val body: String? = failure.body

    /** [retryAfter] for Java. */
    @JvmName("getRetryAfter")
    public fun javaRetryAfter(): java.time.Duration? = retryAfter?.toJavaDuration()
}

/** The client is set up wrongly, or was closed; nothing was sent. */
public class ConfigException internal constructor(failure: Failure) : Chat44mpException(failure)

/** A value is invalid; [outcome] says whether the client or the server rejected it, [field] names it. */
public class ValidationException internal constructor(failure: Failure) : Chat44mpException(failure)

/** No complete response was received; [phase] says how far the call had come. */
public open class ApiConnectionException internal constructor(failure: Failure) : Chat44mpException(failure)

/** A timeout expired; [code] says which. */
public class ApiTimeoutException internal constructor(failure: Failure) : ApiConnectionException(failure)

/** The response is not one of the API: an HTML page, an empty body, JSON with another structure. */
public class MalformedResponseException internal constructor(failure: Failure) : Chat44mpException(failure)

/** The API reported an error. */
public sealed class ApiException(failure: Failure) : Chat44mpException(failure)

/** The key is missing, wrong, disabled or not an admin's; the server does not say which. */
public class AuthenticationException internal constructor(failure: Failure) : ApiException(failure)

/** There is no such object, or it belongs to another user. */
public class NotFoundException internal constructor(failure: Failure) : ApiException(failure)

/** An e-mail address or phone number is taken. */
public class ConflictException internal constructor(failure: Failure) : ApiException(failure)

/** The page has no enabled bot. */
public class PreconditionException internal constructor(failure: Failure) : ApiException(failure)

/** Facebook refused; [graphCode] has its number. */
public class UpstreamException internal constructor(failure: Failure) : ApiException(failure)

/** Too many requests (HTTP 429); [retryAfter] says how long to wait. */
public class RateLimitException internal constructor(failure: Failure) : ApiException(failure)

/** The server failed (HTTP 5xx). */
public class ServerException internal constructor(failure: Failure) : ApiException(failure)

/** The server reported an error with a message that is not in the catalogue. */
public class UnknownApiException internal constructor(failure: Failure) : ApiException(failure)

/** What lies below. */
private class Cause(text: String, below: Cause?) : Exception(text, below)

internal fun Failure.exception(): Chat44mpException = when (kind) {
    ErrorKind.CONFIG -> ConfigException(this)
    ErrorKind.VALIDATION -> ValidationException(this)
    ErrorKind.CONNECTION -> ApiConnectionException(this)
    ErrorKind.TIMEOUT -> ApiTimeoutException(this)
    ErrorKind.MALFORMED -> MalformedResponseException(this)
    ErrorKind.AUTHENTICATION -> AuthenticationException(this)
    ErrorKind.NOT_FOUND -> NotFoundException(this)
    ErrorKind.CONFLICT -> ConflictException(this)
    ErrorKind.PRECONDITION -> PreconditionException(this)
    ErrorKind.UPSTREAM -> UpstreamException(this)
    ErrorKind.RATE_LIMITED -> RateLimitException(this)
    ErrorKind.SERVER -> ServerException(this)
    ErrorKind.UNKNOWN -> UnknownApiException(this)
}

/** An argument's or option's name as Kotlin knows it. */
private fun camelCase(name: String) = name.replace(Regex("_(.)")) { it.groupValues[1].uppercase() }
