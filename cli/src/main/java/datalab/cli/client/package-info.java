/** The client by which commands call a running DataLab. */
@NullMarked
package datalab.cli.client;

import org.jspecify.annotations.NullMarked;
