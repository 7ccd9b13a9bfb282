package com.example

import com.chat44mp.Chat44mpClient
import com.chat44mp.ConflictException
import com.chat44mp.NewUser
import com.chat44mp.Provisioned
import org.springframework.beans.factory.annotation.Value
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication
import org.springframework.context.annotation.Bean
import org.springframework.http.ResponseEntity
import org.springframework.web.bind.annotation.ExceptionHandler
import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.RestController

/** A web service of a shop. */
@SpringBootApplication
class Shop {
    /** Spring closes it. */
    @Bean
    fun chat44mp(@Value("\${chat44mp.key}") key: String, @Value("\${chat44mp.url}") url: String) =
        Chat44mpClient(key) { baseUrl = url }
}

@RestController
class Sales(private val chat44mp: Chat44mpClient) {
    @PostMapping("/sales")
    suspend fun sell(@RequestBody buyer: NewUser): Provisioned = chat44mp.users.provision(buyer)

    @ExceptionHandler
    fun taken(error: ConflictException): ResponseEntity<String> = ResponseEntity.status(409).body(error.hint)
}

fun main(arguments: Array<String>) {
    runApplication<Shop>(*arguments)
}
