package com.chat44mp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.chat44mp.testing.Fault;
import com.chat44mp.testing.FaultKind;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Tests the client that blocks, from Java. */
class BlockingClientTest extends EmulatorTest<Chat44mpBlockingClient> {
    BlockingClientTest() {
        super(Chat44mpBlockingClient::create);
    }

    @Test
    void callsReturnValues() {
        long groupId = client.contactGroups().create("Spring sale");
        NewContact ada = NewContact.builder(groupId).email("ada@example.org").phoneNumber("3331234567").build();
        Contact created = client.contacts().get(client.contacts().create(ada), new CallOptions(Duration.ofSeconds(5)));
        assertEquals(List.of(groupId), created.getGroupIds());
        ContactUpdate update = ContactUpdate.builder().lastName("Bruni").build();
        CallOptions options = CallOptions.builder().timeout(Duration.ofSeconds(5)).maxRetries(0).build();
        assertEquals(Change.APPLIED, client.contacts().update(created.getId(), update, options));
        client.contactGroups().delete(groupId);
    }

    @Test
    void usersAreProvisioned() {
        try (Chat44mpClient owner = emulator.client(true)) {
            Chat44mpBlockingClient admin = owner.blocking();
            UserPackage plan = admin.packages().list().get(0);
            NewUser buyer = NewUser.builder("Ada", "ada@shop.example", new Secret("correct horse"), plan.getId(), LocalDate.of(2030, 12, 31))
                .mobile("333").build();
            assertEquals(ProvisionResult.CREATED, admin.users().provision(buyer).getResult());
            assertEquals("333", admin.users().get("ada@shop.example").getMobile());
        }
    }

    @Test
    void failuresAreUncheckedExceptions() {
        try {
            client.contacts().get(999_999);
        } catch (NotFoundException error) {
            assertEquals("contact_not_found", error.getCode());
            return;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void answersAreStreams() {
        try (Stream<SubscriberAnswers> answers = client.flows().answers(number("flow"))) {
            assertFalse(answers.findFirst().orElseThrow().getSubscriberId().isEmpty());
        }
        try (Stream<Map<String, Object>> rows = client.flows().rows(number("flow"))) {
            assertTrue(rows.anyMatch(row -> "Parrot".equals(row.get("answer"))));
        }
        assertThrows(NotFoundException.class, () -> client.flows().answers(999_999));
        assertThrows(NotFoundException.class, () -> client.flows().rows(999_999));
    }

    @Test
    void closingADerivedClientLeavesTheOriginalOpen() {
        try (Chat44mpBlockingClient derived = client.withOptions(options -> options.setMaxRetries(0));
             Chat44mpAsyncClient view = client.async()) {
            assertEquals(derived.flows().list(), view.flows().list().join());
        }
        assertFalse(client.isClosed());
        Chat44mpBlockingClient derived = client.withOptions((String) emulator.getFixtures().get("admin_key"));
        assertFalse(derived.packages().list().isEmpty());
        derived.setApiKey((String) emulator.getFixtures().get("member_key"));
        assertThrows(AuthenticationException.class, () -> derived.packages().list());
        derived.close();
        assertTrue(derived.isClosed());
        assertFalse(client.flows().list().isEmpty());
        client.close();
        assertThrows(ConfigException.class, () -> client.flows().list());
    }

    @Test
    void rawReturnsTheResponse() {
        RawResponse<List<FlowCampaign>> raw = client.raw(true, it -> it.flows().list());
        assertEquals(200, raw.getStatus());
        assertTrue(new String(raw.getBody()).contains(raw.getValue().get(0).getName()));
        assertThrows(ValidationException.class, () -> client.raw(it -> 5));
        assertEquals(200, client.async().raw(it -> it.flows().list()).join().getStatus());
    }

    @Test
    void interruptingTheThreadAbortsTheRequest() throws Exception {
        emulator.addFault(new Fault(FaultKind.Hang.INSTANCE, "get_contact"));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                client.contacts().get(1);
            } catch (CancellationException cancelled) {
                thrown.complete(Thread.currentThread().isInterrupted() ? cancelled : null);
            }
        });
        caller.start();
        while (emulator.getJournal().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        assertInstanceOf(InterruptedException.class, thrown.get().getCause());
    }

    @Test
    void jacksonReadsWhatItWrote() {
        JsonMapper json = new JsonMapper();
        Contact contact = client.contacts().get(number("contact"));
        assertEquals(contact, json.readValue(json.writeValueAsString(contact), Contact.class));
        ImportReport report = client.contacts().importRows(List.of(new ImportRow("ada@json.example", "1", null, null)), number("group"));
        String text = json.writeValueAsString(report);
        assertTrue(text.contains("\"success\":true") && !text.contains("elapsed-"), text);
        assertEquals(report, json.readValue(text, ImportReport.class));
        String error = json.writeValueAsString(new RateLimitException("rate_limited", it -> it.setRetryAfter(Duration.ofSeconds(30))));
        assertTrue(error.contains("\"retryAfter\":\"PT30S\"") && !error.contains("$chat44mp"), error);
    }
}
