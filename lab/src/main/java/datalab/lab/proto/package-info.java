/** The gRPC service that each stream has of its own: its names, its numbers, and its text as a {@code .proto} file. */
@NullMarked
package datalab.lab.proto;

import org.jspecify.annotations.NullMarked;
