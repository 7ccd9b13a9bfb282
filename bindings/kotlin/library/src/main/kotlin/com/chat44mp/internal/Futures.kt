package com.chat44mp.internal

import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.future.future

/** Starts calls as futures, which complete and run callbacks on [executor], by default on the [CallbackPool]. */
// In Java the future owns the call and cancels it, so there is no coroutine scope.
@OptIn(DelicateCoroutinesApi::class)
internal class Futures(executor: Executor?) {
    private val dispatcher = executor?.let(::ExecutorDispatcher) ?: CallbackPool

    /** Starts a call on the caller's thread, which avoids a thread switch. */
    fun <T> call(call: suspend () -> T): CompletableFuture<T> =
        GlobalScope.future(dispatcher, CoroutineStart.UNDISPATCHED) { call() }

    /** Starts a call that returns nothing. */
    fun callVoid(call: suspend () -> Unit): CompletableFuture<Void?> = call { call().let { null } }

    /** Starts a call with callbacks, which must not run on the caller's thread. */
    fun <T> callWithCallbacks(call: suspend () -> T): CompletableFuture<T> = GlobalScope.future(dispatcher) { call() }
}
