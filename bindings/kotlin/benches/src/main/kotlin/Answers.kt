import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.builtins.serializer
import kotlinx.serialization.descriptors.buildClassSerialDescriptor
import kotlinx.serialization.descriptors.element
import kotlinx.serialization.encoding.CompositeDecoder.Companion.DECODE_DONE
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.decodeStructure
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

// The models of the peers, and their serializers, as the compiler plugin of kotlinx.serialization would generate them.

val json = Json { ignoreUnknownKeys = true }

/** The server. */
class Address(val baseUrl: String, val key: String, val contact: Long, val group: Long)

fun address(text: String): Address = json.parseToJsonElement(text).jsonObject.let {
    fun number(name: String) = it.getValue(name).jsonPrimitive.long
    fun text(name: String) = it.getValue(name).jsonPrimitive.content
    Address(text("base_url"), text("key"), number("contact"), number("group"))
}

class Contact(val fields: Array<String?>) {
    object Serializer : DeserializationStrategy<Contact> {
        private val names = listOf(
            "id", "user_id", "contact_type_id", "first_name", "last_name", "phone_number", "email", "notes",
            "unsubscribed", "status", "sms_email_sequence_campaign_ids", "deleted",
        )
        private val text = String.serializer()

        override val descriptor = buildClassSerialDescriptor("Contact") {
            names.forEach { element<String?>(it) }
        }

        override fun deserialize(decoder: Decoder): Contact = decoder.decodeStructure(descriptor) {
            val fields = arrayOfNulls<String>(names.size)
            while (true) {
                val at = decodeElementIndex(descriptor)
                if (at == DECODE_DONE) break
                fields[at] = decodeNullableSerializableElement(descriptor, at, text)
            }
            Contact(fields)
        }
    }
}

class Created(val status: String, val id: Long) {
    object Serializer : DeserializationStrategy<Created> {
        override val descriptor = buildClassSerialDescriptor("Created") {
            element<String>("status")
            element<Long>("new_contact_id")
        }

        override fun deserialize(decoder: Decoder): Created = decoder.decodeStructure(descriptor) {
            var (status, id) = "" to 0L
            while (true) {
                when (val at = decodeElementIndex(descriptor)) {
                    0 -> status = decodeStringElement(descriptor, at)
                    1 -> id = decodeLongElement(descriptor, at)
                    else -> break
                }
            }
            Created(status, id)
        }
    }
}
