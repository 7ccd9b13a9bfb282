package com.chat44mp;

import com.chat44mp.testing.Emulator;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;

/** A test from Java with an emulator and a client of the member. */
abstract class EmulatorTest<Client extends AutoCloseable> {
    final Emulator emulator = new Emulator();
    final Client client;

    EmulatorTest(BiFunction<String, ClientSetup, Client> create) {
        client = create.apply((String) emulator.getFixtures().get("member_key"), options -> {
            options.setBaseUrl(emulator.getBaseUrl());
            options.setTimeout(Duration.ofMinutes(10));
            options.setMaxRetries(0);
        });
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        emulator.close();
    }

    long number(String fixture) {
        return (Long) emulator.getFixtures().get(fixture);
    }
}
