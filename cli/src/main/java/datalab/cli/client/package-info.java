/** How commands ask a running DataLab. */
@NullMarked
package datalab.cli.client;

import org.jspecify.annotations.NullMarked;
