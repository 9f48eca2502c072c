package datalab.ingest.mqtt.wire;

/**
 * How large packets may be.
 *
 * @param packetBytesMax of any packet; a larger one ends the connection
 * @param payloadBytesMax of a larger payload only the beginning is kept
 */
public record PacketLimits(int packetBytesMax, int payloadBytesMax) {
    /** Before a client is known: room for a will of 64 KiB with its topic. */
    static final int CONNECT_BYTES_MAX = 256 * 1024;

    /** Topic, packet id, properties and what is kept of a payload that is too large. */
    static final int CUT_PACKET_BYTES = 65_535 + 2 + 2 + 4 + PacketReader.PROPERTY_BYTES_MAX + PacketBodies.CUT_BYTES;

    /** Up to here a packet is held until it is whole. */
    int heldBytesMax() {
        return payloadBytesMax + CUT_PACKET_BYTES;
    }
}
