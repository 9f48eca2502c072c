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
    UNKNOWN_TOPIC("unknown_topic"),
    /** A row of a CSV file that does not fit its header. */
    BAD_ROW("bad_row"),
    /** It refers to an event of another stream that is not there. */
    UNKNOWN_REFERENCE("unknown_reference"),
    /** It brings a number along that DataLab has handed out, or may yet, to another event. */
    ID_RESERVED("id_reserved"),
    /** Its unique values are those of an earlier event, and others of its values are not. */
    OTHER_VALUES("other_values");

    private final String text;

    RejectReason(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
