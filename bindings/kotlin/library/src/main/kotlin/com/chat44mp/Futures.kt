package com.chat44mp

import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.future.future

/** Starts calls as futures. They are completed, and callbacks run, on [executor] or else on the [CallbackPool]. */
// The future is the call's owner, as Java has it: no scope, cancelled by itself.
@OptIn(DelicateCoroutinesApi::class)
internal class Futures(executor: Executor?) {
    private val dispatcher = executor?.let(::ExecutorDispatcher) ?: CallbackPool

    /** Starts a call on the caller's thread, which costs no switch. */
    fun <T> call(call: suspend () -> T): CompletableFuture<T> =
        GlobalScope.future(dispatcher, CoroutineStart.UNDISPATCHED) { call() }

    /** Starts a call that returns nothing. */
    fun callNothing(call: suspend () -> Unit): CompletableFuture<Void?> = call { call().let { null } }

    /** Starts work that calls back, which must not happen on the caller's thread. */
    fun <T> work(work: suspend () -> T): CompletableFuture<T> = GlobalScope.future(dispatcher) { work() }
}
