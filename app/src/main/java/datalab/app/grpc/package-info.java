/** The one gRPC server, for the way in and the way out. */
@NullMarked
package datalab.app.grpc;

import org.jspecify.annotations.NullMarked;
