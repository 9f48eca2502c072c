/** The caller of a gRPC call. */
@NullMarked
package datalab.access.grpc;

import org.jspecify.annotations.NullMarked;
