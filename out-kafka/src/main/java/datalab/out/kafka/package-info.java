/** Outputs on compacted topics of a Kafka cluster. */
@NullMarked
package datalab.out.kafka;

import org.jspecify.annotations.NullMarked;
