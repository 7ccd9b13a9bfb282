package com.chat44mp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Mockito mocks the clients for Java. */
@Isolated
class MockitoTest {
    @Test
    void clientsCanBeMocked() {
        Chat44mpBlockingClient fake = mock();
        BlockingContacts contacts = mock();
        when(fake.contacts()).thenReturn(contacts);
        when(contacts.get(1)).thenThrow(new NotFoundException("contact_not_found", error -> error.setHttpStatus(200)));
        assertEquals(200, assertThrows(NotFoundException.class, () -> fake.contacts().get(1)).getHttpStatus());
    }
}
