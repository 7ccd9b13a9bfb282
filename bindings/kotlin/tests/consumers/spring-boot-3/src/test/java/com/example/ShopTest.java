package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.chat44mp.testing.Emulator;
import com.chat44mp.testing.Fault;
import com.chat44mp.testing.FaultKind;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ShopTest {
    private static final Emulator EMULATOR = new Emulator();

    @Autowired
    private TestRestTemplate http;

    @DynamicPropertySource
    static void useEmulator(DynamicPropertyRegistry properties) {
        properties.add("chat44mp.key", () -> EMULATOR.getFixtures().get("member_key"));
        properties.add("chat44mp.url", EMULATOR::getBaseUrl);
    }

    @AfterEach
    void clearFaults() {
        EMULATOR.clearFaults();
    }

    @AfterAll
    static void stop() {
        EMULATOR.close();
    }

    private static Object fixture(String name) {
        return EMULATOR.getFixtures().get(name);
    }

    @Test
    void readsAndWritesModelsAsJson() {
        Map<String, ?> contact = Map.of("groupId", fixture("group"), "email", "ada@example.com", "phoneNumber", "+393331234567");
        Long id = http.postForObject("/contacts", contact, Long.class);
        Map<?, ?> created = http.getForObject("/contacts/" + id, Map.class);
        assertThat(created.get("email")).isEqualTo("ada@example.com");
    }

    @Test
    void streamsAnswers() {
        assertThat(http.getForObject("/flows/" + fixture("flow") + "/answers", String[].class)).isNotEmpty();
    }

    @Test
    void writesErrorsAsJson() {
        ResponseEntity<String> unknown = http.getForEntity("/flows/999999/answers", String.class);
        assertThat(unknown.getStatusCode().value()).isEqualTo(404);
        assertThat(unknown.getBody()).isEqualTo("flow_not_found");
        EMULATOR.addFault(new Fault(new FaultKind.RateLimit("999"), "get_contact"));
        ResponseEntity<Map> limited = http.getForEntity("/contacts/1", Map.class);
        assertThat(limited.getStatusCode().value()).isEqualTo(502);
        assertThat(limited.getBody()).containsEntry("code", "rate_limited").containsEntry("retryAfter", "PT16M39S");
    }
}
