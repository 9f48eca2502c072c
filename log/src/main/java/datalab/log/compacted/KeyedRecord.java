package datalab.log.compacted;

import org.jspecify.annotations.Nullable;

/**
 * A record that replaces those of its key.
 *
 * @param value null where the key is to be gone
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to be written; instances are never compared
public record KeyedRecord(byte[] key, byte @Nullable [] value) {

    int bytes() {
        return key.length + (value == null ? 0 : value.length);
    }
}
