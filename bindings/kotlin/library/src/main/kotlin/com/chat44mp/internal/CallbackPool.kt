package com.chat44mp.internal

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
 * The thread pool for user code: continuations of futures, and callbacks.
 *
 * User code may block, even until another call has finished, so the number of threads is unlimited. The pool adds threads
 * while its queue makes no progress, which means that all of its threads are blocked. Idle threads exit.
 */
internal object CallbackPool : CoroutineDispatcher(), Executor {
    private const val CORE_THREADS = 8
    private const val IDLE_SECONDS = 30L

    /** How long the queue may make no progress before threads are added. */
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
            // No thread could be started. The task stays queued, so that the next idle thread runs it.
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
            // A task may have been queued before the flag was reset.
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
            // Not the caller's class loader, which could not be unloaded while the thread lives.
            contextClassLoader = CallbackPool::class.java.classLoader
        }
    }
}

/** Runs coroutines on [executor]. Tasks that it rejects run on the [CallbackPool], so that no result is lost. */
internal class ExecutorDispatcher(private val executor: Executor) : CoroutineDispatcher() {
    override fun dispatch(context: CoroutineContext, block: Runnable) {
        val started = AtomicBoolean()
        val once = Runnable { if (started.compareAndSet(false, true)) block.run() }
        try {
            executor.execute(once)
        } catch (_: Throwable) {
            CallbackPool.execute(once)
        }
    }
}

/** The event loop of `runBlocking`, which runs code only on its own thread. */
private val blockingLoop: Class<*> = runBlocking { coroutineContext[ContinuationInterceptor]!!.javaClass }

/** Whether this dispatcher neither runs code on the resuming thread nor blocks it. */
private fun ContinuationInterceptor?.neverUsesResumingThread() =
    this === Dispatchers.Default || this === Dispatchers.IO || this === CallbackPool || this?.javaClass === blockingLoop

/**
 * Resumes a coroutine that waits for a native call. Called on the I/O thread.
 *
 * All clients of the process share the I/O thread, so no user code may run on it: neither the coroutine, which a direct
 * dispatcher would resume here, nor the dispatcher, which can block.
 */
internal fun resumeOffIoThread(waiting: CancellableContinuation<Byte>, pollResult: Byte) {
    if (waiting.context[ContinuationInterceptor].neverUsesResumingThread()) waiting.resume(pollResult)
    else CallbackPool.execute { waiting.resume(pollResult) }
}
