package com.chat44mp;

import com.chat44mp.testing.Emulator;
import com.chat44mp.testing.Fault;
import com.chat44mp.testing.FaultKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Java programs whose continuations and callbacks block. A deadlock makes them hang. */
final class BlockingContinuations {
    private static final int ROUNDS = 50;

    private BlockingContinuations() {}

    static Map<String, Runnable> programs() {
        return Map.of(
            "continuations that wait for calls", BlockingContinuations::continuationsThatWaitForCalls,
            "row callbacks that wait for calls", BlockingContinuations::rowCallbacksThatWaitForCalls,
            "continuations that wait for each other", BlockingContinuations::continuationsThatWaitForEachOther,
            "timeouts while continuations block", BlockingContinuations::timeoutsWhileContinuationsBlock,
            "import callbacks that wait for calls", BlockingContinuations::importCallbacksThatWaitForCalls,
            "loggers that wait for calls", BlockingContinuations::loggersThatWaitForCalls
        );
    }

    private static long number(Emulator emulator, String fixture) {
        return (Long) emulator.getFixtures().get(fixture);
    }

    private static void all(Stream<? extends CompletableFuture<?>> futures) {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
    }

    /** Starts on a new thread, because a continuation added to a finished call runs on the thread that adds it. */
    private static CompletableFuture<Void> onThread(Supplier<CompletableFuture<Void>> start) {
        CompletableFuture<Void> finished = new CompletableFuture<>();
        Thread thread = new Thread(() -> start.get().whenComplete((nothing, thrown) -> {
            if (thrown == null) finished.complete(null);
            else finished.completeExceptionally(thrown);
        }));
        thread.setDaemon(true);
        thread.start();
        return finished;
    }

    private static void continuationsThatWaitForCalls() {
        try (Emulator emulator = new Emulator(); Chat44mpClient client = emulator.client(false)) {
            AsyncContacts contacts = client.async().contacts();
            long id = number(emulator, "contact");
            for (int round = 0; round < ROUNDS; round++) {
                all(IntStream.range(0, 4).mapToObj(call ->
                    contacts.get(id).thenApply(found -> contacts.get(found.getId()).join())));
            }
        }
    }

    private static void rowCallbacksThatWaitForCalls() {
        try (Emulator emulator = new Emulator(); Chat44mpClient client = emulator.client(false)) {
            AsyncFlows flows = client.async().flows();
            long id = number(emulator, "flow");
            for (int round = 0; round < ROUNDS; round++) {
                all(IntStream.range(0, 3).mapToObj(call -> flows.answers(id, row -> flows.get(id).join())));
            }
        }
    }

    /** 100 continuations block until the last one has started. */
    private static void continuationsThatWaitForEachOther() {
        try (Emulator emulator = new Emulator(); Chat44mpClient client = emulator.client(false)) {
            CountDownLatch all = new CountDownLatch(100);
            all(IntStream.range(0, 100).mapToObj(call -> onThread(() -> client.async().flows().list().thenAccept(found -> {
                all.countDown();
                awaitUninterrupted(all);
            }))));
        }
    }

    private static void timeoutsWhileContinuationsBlock() {
        try (Emulator emulator = new Emulator(); Chat44mpClient client = emulator.client(false)) {
            AsyncFlows flows = client.async().flows();
            emulator.addFault(new Fault(FaultKind.Hang.INSTANCE, "get_flow_campaign_info"));
            CountDownLatch timedOut = new CountDownLatch(1);
            List<CompletableFuture<Void>> blocked = IntStream.range(0, 20)
                .mapToObj(call -> onThread(() -> flows.list().thenAccept(found -> awaitUninterrupted(timedOut)))).toList();
            try {
                flows.get(number(emulator, "flow"), new CallOptions(Duration.ofMillis(200), 0)).join();
                throw new AssertionError("the call returned");
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof ApiTimeoutException)) throw failed;
            }
            timedOut.countDown();
            all(blocked.stream());
        }
    }

    private static void importCallbacksThatWaitForCalls() {
        try (Emulator emulator = new Emulator(); Chat44mpClient client = emulator.client(false)) {
            AsyncFlows flows = client.async().flows();
            Iterable<ImportRow> rows = () -> IntStream.range(0, 50).mapToObj(row -> {
                flows.list().join();
                String email = "row" + row + "@" + Thread.currentThread().getId() + ".example";
                return new ImportRow(email, null, null, null);
            }).iterator();
            all(IntStream.range(0, 3).mapToObj(run -> client.async().contacts().importRows(
                rows, number(emulator, "group"), new ImportOptions(), null,
                (running, progress) -> flows.list().join())));
        }
    }

    /** A logger that makes a call, interrupts its thread and throws. */
    private static void loggersThatWaitForCalls() {
        try (Emulator emulator = new Emulator(); Chat44mpClient other = emulator.client(false)) {
            AtomicInteger lines = new AtomicInteger();
            CountDownLatch logged = new CountDownLatch(1);
            Chat44mpClient client = Chat44mpClient.create((String) emulator.getFixtures().get("member_key"), options -> {
                options.setBaseUrl(emulator.getBaseUrl());
                options.setLogger((level, line) -> {
                    other.async().flows().list().join();
                    logged.countDown();
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("line " + lines.incrementAndGet());
                });
            });
            for (int round = 0; round < ROUNDS; round++) {
                client.async().flows().list().join();
            }
            awaitUninterrupted(logged);
            client.close();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
