@NullMarked
package datalab.system.grpc;

import org.jspecify.annotations.NullMarked;
