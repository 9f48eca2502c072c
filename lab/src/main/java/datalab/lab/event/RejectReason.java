package datalab.lab.event;

/** Why an input could not become an event. The text is what users see in {@code reason}. */
public enum RejectReason {
    NOT_UTF8("not_utf8"),
    NOT_JSON("not_json"),
    NOT_AN_OBJECT("not_an_object"),
    TOO_LARGE("too_large"),
    TOO_DEEP("too_deep"),
    MISSING_FIELD("missing_field"),
    WRONG_TYPE("wrong_type"),
    OUT_OF_RANGE("out_of_range"),
    UNKNOWN_FIELD("unknown_field"),
    BAD_TIME("bad_time"),
    /** Its time lies further ahead of its arrival than its stream allows. */
    TIME_IN_FUTURE("time_in_future"),
    /** Its time lies further before its arrival than its stream keeps events. */
    TOO_OLD("too_old"),
    UNKNOWN_TOPIC("unknown_topic"),
    /** A row of a CSV file that does not fit its header. */
    BAD_ROW("bad_row"),
    /** It refers to an event of another stream that is not there. */
    UNKNOWN_REFERENCE("unknown_reference"),
    /** Its number was, or may still be, allocated to another event. */
    ID_RESERVED("id_reserved"),
    /** Its unique values equal those of an earlier event, but other values differ. */
    OTHER_VALUES("other_values"),
    /** Another program wrote it to another partition than that of its key, where nothing could tell whether it is a repeat. */
    WRONG_PARTITION("wrong_partition"),
    /** Its sender may not send under its key. */
    NOT_ALLOWED("not_allowed");

    private final String text;

    RejectReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
