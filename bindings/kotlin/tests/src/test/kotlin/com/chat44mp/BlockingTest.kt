package com.chat44mp

import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.system.exitProcess
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

private const val ROUNDS = 50

class BlockingTest {
    /** Runs in a separate process: the coroutine pool has one thread per CPU, and is exhausted when a test fails. */
    @ParameterizedTest
    @ValueSource(ints = [1, 2])
    fun `user code that blocks does not block calls`(cpus: Int) {
        // Prints the names of its parts; the last one is the one that hangs or failed.
        runProgram("com.chat44mp.BlockingTestKt", options = listOf("-XX:ActiveProcessorCount=$cpus"))
    }
}

/** Executors and dispatchers that run user code on the resuming thread, or block it. */
private fun dispatchers(): Map<String, CoroutineDispatcher> {
    val direct = Executor { it.run() }
    val full = ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, SynchronousQueue(), daemons, ThreadPoolExecutor.CallerRunsPolicy())
    full.execute { CountDownLatch(1).await() }
    return mapOf(
        "a direct executor" to direct.asCoroutineDispatcher(),
        "a full executor whose callers run its tasks" to full.asCoroutineDispatcher(),
        "Unconfined" to Dispatchers.Unconfined,
        "a custom dispatcher" to object : CoroutineDispatcher() {
            override fun dispatch(context: CoroutineContext, block: Runnable) = block.run()
        },
    )
}

private val daemons = { task: Runnable -> Thread(task).apply { isDaemon = true } }

/** Blocks the thread that resumes each call until another client has made a call. */
private fun blockResumingThread(dispatcher: CoroutineDispatcher) = emulator { emulator ->
    val (client, other) = emulator.client() to emulator.client()
    val scope = CoroutineScope(dispatcher + SupervisorJob())
    repeat(ROUNDS) {
        val (resumed, called, finished) = List(3) { CountDownLatch(1) }
        val userCode = suspend {
            client.flows.list()
            resumed.countDown()
            called.await()
            // Blocks this thread on a call.
            runBlocking { client.flows.list() }
            finished.countDown()
        }
        // On a new thread, because the code runs there if the call finishes before it suspends.
        thread(isDaemon = true) { scope.launch { userCode() } }
        resumed.await()
        runBlocking { other.flows.list() }
        called.countDown()
        finished.await()
    }
    scope.cancel()
}

/** Makes calls within rows on an event loop with a single thread. */
private fun singleThread() = emulator { emulator ->
    val loop = Executors.newSingleThreadExecutor(daemons).asCoroutineDispatcher()
    val flow = emulator.fixtures["flow"] as Long
    val client = emulator.client()
    repeat(ROUNDS) {
        runBlocking(loop) { client.flows.answers(flow).collect { runBlocking { client.flows.get(flow) } } }
    }
    loop.close()
}

/** Makes calls without a dispatcher while all threads of `Dispatchers.Default` and `Dispatchers.IO` are blocked. */
private fun dispatchersAreFull() = emulator { emulator ->
    val (client, called) = emulator.client() to CountDownLatch(2)
    val blocked = CoroutineScope(Dispatchers.IO + SupervisorJob())
    val tasks = List(200) { blocked.launch(if (it < 100) Dispatchers.Default else Dispatchers.IO) { called.await() } }
    val program: suspend () -> Unit = {
        client.flows.list()
        runBlocking { client.flows.list() }
    }
    program.startCoroutine(Continuation(EmptyCoroutineContext) { it.getOrThrow().also { called.countDown() } })
    client.async().flows().list().thenRun { called.countDown() }.join()
    runBlocking { tasks.joinAll() }
}

private fun programs(): Map<String, () -> Unit> =
    BlockingContinuations.programs().mapValues { (_, program) -> program::run } +
        dispatchers().mapValues { (_, dispatcher) -> { blockResumingThread(dispatcher) } } +
        mapOf("an event loop of one thread" to ::singleThread, "Default and IO are full" to ::dispatchersAreFull)

fun main(arguments: Array<String>) {
    val selected = programs().filterKeys { arguments.isEmpty() || it in arguments }
    for ((name, program) in selected) {
        println(name)
        program()
    }
    exitProcess(0)
}
