package datalab.ingest.mqtt.wire;

/** Thrown where bytes are no packet that a client may send. The message says what is wrong with it. */
public final class MalformedPacket extends RuntimeException {
    private final ReasonCode code;

    public MalformedPacket(ReasonCode code, String detail) {
        super(detail, null, false, false); // any client can cause it at any rate: no stack trace
        this.code = code;
    }

    public ReasonCode code() {
        return code;
    }

    static MalformedPacket malformed(String detail) {
        return new MalformedPacket(ReasonCode.MALFORMED_PACKET, detail);
    }

    static MalformedPacket protocolError(String detail) {
        return new MalformedPacket(ReasonCode.PROTOCOL_ERROR, detail);
    }
}
