package datalab.cli.simulate;

/** One MQTT message of a made-up sensor. */
@SuppressWarnings("ArrayRecordComponent") // a payload as it is sent; instances are never compared
record SimulatedMessage(String topic, byte[] payload, Kind kind) {

    enum Kind {
        /** As it should be. */
        GOOD,
        /** A good reading far from the truth. */
        SPIKE,
        /** A good reading that was held back while the sensor was out of reach. */
        LATE,
        /** No event at all. */
        BAD
    }
}
