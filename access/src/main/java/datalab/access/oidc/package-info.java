/** People and programs that an OpenID Connect provider knows: its signed tokens, and logging in through it. */
@NullMarked
package datalab.access.oidc;

import org.jspecify.annotations.NullMarked;
