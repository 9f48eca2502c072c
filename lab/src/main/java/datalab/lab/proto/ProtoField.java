package datalab.lab.proto;

import datalab.lab.stream.Field;
import org.jspecify.annotations.Nullable;

/**
 * One field of a stream's message.
 *
 * @param number by which the wire knows it: for a declared field its place in lab.yaml, counted from 1
 * @param role what it stands for
 * @param declared the stream's field; null for those that every stream has
 */
public record ProtoField(
        String name,
        int number,
        Field.Type type,
        Role role,
        @Nullable Field declared) {
    /** The first number of those that every stream has; declared fields step over them and over protobuf's own. */
    static final int OWN_FIRST = 1000;

    static final int OWN_LAST = 1015;
    private static final int RESERVED_FIRST = 19_000;
    private static final int RESERVED_LAST = 19_999;

    /** The meaning of a field. */
    public enum Role {
        DECLARED,
        /** The event time, under the name of the stream's time field. */
        TIME,
        ORIGIN,
        /** Set by DataLab: the place in the log. */
        AT,
        /** Set by DataLab: when it came. */
        ARRIVED,
        /** Set by DataLab: whether it can be read back; only of streams whose senders wait for that. */
        VISIBLE
    }

    /** Its name in protobuf's JSON: that of the lab. */
    public String jsonName() {
        return declared == null ? name : declared.name();
    }

    /** Whether senders can set it. */
    public boolean isTaken() {
        return switch (role) {
            case DECLARED, TIME, ORIGIN -> true;
            case AT, ARRIVED, VISIBLE -> false;
        };
    }

    /** The number of the declared field at an index: the same whatever comes after it. */
    static int numberAt(int index) {
        int number = index + 1;
        if (number >= OWN_FIRST) {
            number += OWN_LAST - OWN_FIRST + 1;
        }
        return number >= RESERVED_FIRST ? number + RESERVED_LAST - RESERVED_FIRST + 1 : number;
    }
}
