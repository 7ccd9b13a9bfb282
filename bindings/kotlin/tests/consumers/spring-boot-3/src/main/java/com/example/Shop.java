package com.example;

import com.chat44mp.Chat44mpBlockingClient;
import com.chat44mp.Chat44mpException;
import com.chat44mp.Contact;
import com.chat44mp.NewContact;
import com.chat44mp.NotFoundException;
import com.chat44mp.SubscriberAnswers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A web service of a shop. */
@SpringBootApplication
public class Shop {
    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    /** Spring closes it. */
    @Bean
    Chat44mpBlockingClient chat44mp(@Value("${chat44mp.key}") String key, @Value("${chat44mp.url}") String url) {
        return Chat44mpBlockingClient.create(key, options -> {
            options.setBaseUrl(url);
            options.setTimeout(Duration.ofSeconds(20));
        });
    }
}

@RestController
class Contacts {
    private final Chat44mpBlockingClient chat44mp;

    Contacts(Chat44mpBlockingClient chat44mp) {
        this.chat44mp = chat44mp;
    }

    @PostMapping("/contacts")
    long create(@RequestBody NewContact contact) {
        return chat44mp.contacts().create(contact);
    }

    @GetMapping("/contacts/{id}")
    Contact get(@PathVariable long id) {
        return chat44mp.contacts().get(id);
    }

    @GetMapping("/flows/{id}/answers")
    List<String> answers(@PathVariable long id) {
        try (Stream<SubscriberAnswers> answers = chat44mp.flows().answers(id)) {
            return answers.map(SubscriberAnswers::getSubscriberId).toList();
        }
    }

    @ExceptionHandler
    ResponseEntity<String> notFound(NotFoundException error) {
        return ResponseEntity.status(HttpStatus.NOT_FOUND).body(error.getCode());
    }

    /** The exception itself as JSON. */
    @ExceptionHandler
    ResponseEntity<Chat44mpException> failed(Chat44mpException error) {
        return ResponseEntity.status(HttpStatus.BAD_GATEWAY).body(error);
    }
}
