package com.chat44mp

import java.util.concurrent.Executor
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ScheduledThreadPoolExecutor
import java.util.concurrent.ThreadFactory
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/**
 * The threads for code of the program that runs when a call has made progress: continuations of futures and callbacks.
 *
 * Such code may block, also until another call has finished, so the number of threads has no limit. The pool adds threads
 * while its queue does not move, because all of its threads are blocked; idle ones end.
 */
internal object CallbackPool : CoroutineDispatcher(), Executor {
    private const val CORE_THREADS = 8
    private const val IDLE_SECONDS = 30L

    /** A queue that does not move for this time is served by further threads. */
    private const val STUCK_MILLIS = 10L

    private val pool = ThreadPoolExecutor(
        CORE_THREADS, Int.MAX_VALUE, IDLE_SECONDS, SECONDS, LinkedBlockingQueue(), threads("chat44mp-callback"),
    ).apply { allowCoreThreadTimeOut(true) }

    private val watcher = ScheduledThreadPoolExecutor(1, threads("chat44mp-callback-watcher")).apply {
        setKeepAliveTime(IDLE_SECONDS, SECONDS)
        allowCoreThreadTimeOut(true)
    }

    private val watching = AtomicBoolean()

    override fun dispatch(context: CoroutineContext, block: Runnable) = execute(block)

    override fun execute(command: Runnable) {
        try {
            pool.execute(command)
        } catch (_: OutOfMemoryError) {
            // No thread could be started. The task must not be lost: a thread that becomes idle runs it.
            pool.queue.add(command)
        }
        watchQueue()
    }

    /** Checks the queue until it is empty. */
    private fun watchQueue() {
        if (pool.queue.isEmpty() || !watching.compareAndSet(false, true)) return
        try {
            checkLater(pool.queue.peek())
        } catch (_: OutOfMemoryError) {
            watching.set(false)
        }
    }

    private fun checkLater(head: Runnable?) {
        watcher.schedule({ check(head) }, STUCK_MILLIS, MILLISECONDS)
    }

    /** Adds threads if [head], which was first in the queue, still is. */
    private fun check(head: Runnable?) {
        val first = pool.queue.peek()
        if (first == null) {
            watching.set(false)
            // A task that was queued before the flag was reset.
            return watchQueue()
        }
        if (first === head) grow()
        checkLater(first)
    }

    private fun grow() {
        val threads = pool.poolSize
        try {
            pool.corePoolSize = threads + pool.queue.size.coerceIn(1, threads.coerceAtLeast(CORE_THREADS))
        } catch (_: OutOfMemoryError) {
            // The next check tries again.
        }
    }

    private fun threads(name: String) = ThreadFactory { task ->
        Thread(task, name).apply {
            isDaemon = true
            // Not that of the program, which would stay loaded as long as the thread.
            contextClassLoader = CallbackPool::class.java.classLoader
        }
    }
}

/** Runs coroutines on [executor], and on the [CallbackPool] what it rejects: the result of a call is never lost. */
internal class ExecutorDispatcher(private val executor: Executor) : CoroutineDispatcher() {
    override fun dispatch(context: CoroutineContext, block: Runnable) {
        val begun = AtomicBoolean()
        val once = Runnable { if (begun.compareAndSet(false, true)) block.run() }
        try {
            executor.execute(once)
        } catch (_: Throwable) {
            CallbackPool.execute(once)
        }
    }
}

/** The event loop of `runBlocking`: it wakes its thread and never runs code on another. */
private val blockingLoop: Class<*> = runBlocking { coroutineContext[ContinuationInterceptor]!!.javaClass }

/** Whether this dispatcher never runs code on the thread that resumes a coroutine, and never blocks that thread. */
private fun ContinuationInterceptor?.alwaysHandsOff() =
    this === Dispatchers.Default || this === Dispatchers.IO || this === CallbackPool || this?.javaClass === blockingLoop

/**
 * Resumes a coroutine that waits for Rust; the I/O thread calls it.
 *
 * All clients of the process share that thread, so no code of the program may run on it: neither the coroutine, which a
 * direct dispatcher or none at all would resume here, nor the dispatcher, which may block.
 */
internal fun resumeOffIoThread(waiting: CancellableContinuation<Byte>, pollResult: Byte) {
    if (waiting.context[ContinuationInterceptor].alwaysHandsOff()) waiting.resume(pollResult)
    else CallbackPool.execute { waiting.resume(pollResult) }
}
