package datalab.lab.event;

/** The partition and offset of a record in its topic. Ordered by partition, then offset. */
public record Coordinate(int partition, long offset) implements Comparable<Coordinate> {

    @Override
    public int compareTo(Coordinate other) {
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    /** {@code partition:offset}, as in an event's {@code _at}. */
    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
