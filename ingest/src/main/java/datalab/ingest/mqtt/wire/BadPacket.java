package datalab.ingest.mqtt.wire;

/** Thrown where bytes are no packet that a client may send. The message says what is wrong with it. */
public final class BadPacket extends RuntimeException {
    private final ReasonCode code;

    public BadPacket(ReasonCode code, String detail) {
        super(detail, null, false, false); // strangers cause it as often as they like: no stack trace
        this.code = code;
    }

    public ReasonCode code() {
        return code;
    }

    static BadPacket malformed(String detail) {
        return new BadPacket(ReasonCode.MALFORMED_PACKET, detail);
    }

    static BadPacket protocolError(String detail) {
        return new BadPacket(ReasonCode.PROTOCOL_ERROR, detail);
    }
}
