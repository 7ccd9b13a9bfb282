package com.chat44mp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.chat44mp.testing.Fault;
import com.chat44mp.testing.FaultKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the API from Java. */
class JavaCallerTest extends EmulatorTest<Chat44mpClient> {
    JavaCallerTest() {
        super(Chat44mpClient::create);
    }

    @Test
    void callsReturnFutures() {
        Chat44mpAsyncClient calls = client.async();
        long groupId = calls.contactGroups().create("Spring sale").join();
        NewContact ada = new NewContact(groupId, "ada@example.org", "3331234567", "Ada", null);
        Contact created = calls.contacts().create(ada).thenCompose(calls.contacts()::get).join();
        assertEquals("Ada", created.getFirstName());
        assertEquals(List.of(groupId), created.getGroupIds());
        ContactUpdate update = new ContactUpdate(null, null, null, "Bruni");
        assertEquals(Change.APPLIED, calls.contacts().update(created.getId(), update).join());
        calls.contacts().delete(created.getId()).join();
        calls.contactGroups().delete(groupId).join();
    }

    @Test
    void usersAreProvisioned() {
        try (Chat44mpClient admin = emulator.client(true)) {
            long plan = admin.async().packages().list().join().get(0).getId();
            LocalDate end = LocalDate.of(2030, 12, 31);
            NewUser buyer = new NewUser("Ada", "ada@shop.example", new Secret("correct horse"), plan, end, null, null);
            Provisioned created = admin.async().users().provision(buyer).join();
            assertEquals(ProvisionResult.CREATED, created.getResult());
            assertEquals(created.getUser(), admin.async().users().get("ada@shop.example").join());
        }
    }

    @Test
    void failuresAreExceptions() {
        CompletableFuture<Contact> gone = client.async().contacts().get(999_999);
        Throwable cause = assertThrows(CompletionException.class, gone::join).getCause();
        NotFoundException error = assertInstanceOf(NotFoundException.class, cause);
        assertEquals("contact_not_found", error.getCode());
        assertTrue(error.getMessage().startsWith("contacts.get"), error.getMessage());
    }

    @Test
    void timesAreDurations() {
        emulator.addFault(new Fault(new FaultKind.RateLimit("999")));
        CompletableFuture<?> limited = client.async().flows().list();
        Throwable cause = assertThrows(CompletionException.class, limited::join).getCause();
        assertEquals(Duration.ofSeconds(999), assertInstanceOf(RateLimitException.class, cause).getRetryAfter());
        emulator.clearFaults();
        emulator.addFault(new Fault(FaultKind.Hang.INSTANCE));
        CompletableFuture<?> late = client.async().flows().list(new CallOptions(Duration.ofMillis(30)));
        cause = assertThrows(CompletionException.class, late::join).getCause();
        assertInstanceOf(ApiTimeoutException.class, cause);
    }

    @Test
    void cancellingAFutureAbortsTheRequest() throws Exception {
        emulator.addFault(new Fault(FaultKind.Hang.INSTANCE, "get_contact"));
        CompletableFuture<Contact> call = client.async().contacts().get(1);
        await(() -> emulator.getJournal().size() == 1);
        assertTrue(call.cancel(true));
        await(() -> emulator.getJournal().get(0).getDisconnected());
    }

    @Test
    void answersArePassedOneByOne() {
        AtomicInteger rows = new AtomicInteger();
        client.async().flows().answers(number("flow"), row -> {
            assertFalse(row.getSubscriberId().isEmpty());
            rows.incrementAndGet();
        }).join();
        assertTrue(rows.get() > 1);
    }

    @Test
    void rowsArePassedOneByOne() {
        Set<Object> answers = ConcurrentHashMap.newKeySet();
        client.async().flows().rows(number("flow"), RowLayout.LONG, row -> answers.add(row.get("answer"))).join();
        assertTrue(answers.contains("Parrot"), answers.toString());
    }

    @Test
    void importsReportProgressAndCanBeStopped(@TempDir Path folder) throws Exception {
        Path people = Files.writeString(folder.resolve("people.csv"), "Email,Phone\nada@import.example,3331112345\n");
        AtomicReference<ImportProgress> last = new AtomicReference<>();
        ImportOptions options = new ImportOptions(folder.resolve("results.jsonl"));
        ImportReport report = client.async().contacts()
            .importFile(people, number("group"), options, null, (running, progress) -> last.set(progress))
            .join();
        assertEquals(ImportEnd.COMPLETE, report.getEnd());
        assertEquals(1, last.get().getCreated());
        assertFalse(report.getElapsed().isZero());

        Iterable<ImportRow> endless = () -> Stream.iterate(0, row -> row + 1)
            .map(row -> new ImportRow("row" + row + "@import.example", String.valueOf(3_340_000_000L + row), null, null))
            .iterator();
        report = client.async().contacts()
            .importRows(endless, number("group"), new ImportOptions(), null, (running, progress) -> running.stop())
            .join();
        assertEquals(ImportEnd.STOPPED, report.getEnd());
    }

    @Test
    void futuresAreCompletedOnTheExecutor() {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "custom"));
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Chat44mpAsyncClient calls = client.async(executor);
        // With assertions, coroutines add their own names.
        calls.flows().answers(number("flow"), row -> threads.add(Thread.currentThread().getName().split(" @")[0])).join();
        assertEquals(Set.of("custom"), threads);
        executor.shutdown();
    }

    @Test
    void noResultIsLostWhenTheExecutorRejects() {
        Executor rejects = task -> { throw new RejectedExecutionException("full"); };
        assertFalse(client.async(rejects).flows().list().join().isEmpty());
        ExecutorService closed = Executors.newCachedThreadPool();
        closed.shutdown();
        long groupId = client.async(closed).contactGroups().create("Spring sale").join();
        assertEquals("Spring sale", client.async(closed).contactGroups().get(groupId).join().getName());
        // A task must run once, even if the executor fails after running it.
        Executor fails = task -> { task.run(); throw new IllegalStateException("too late"); };
        assertFalse(client.async(fails).flows().list().join().isEmpty());
    }

    @Test
    void errorsNameANullArgument() {
        Throwable thrown = assertThrows(NullPointerException.class, () -> client.async().contacts().create(null));
        assertTrue(thrown.getMessage().endsWith("parameter contact"), thrown.getMessage());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(5);
        }
    }
}
