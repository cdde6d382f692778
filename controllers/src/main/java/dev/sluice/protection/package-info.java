/** What must not be deleted: asked at the API server, before a Sync prunes, and before the cloud is called. */
@NullMarked
package dev.sluice.protection;

import org.jspecify.annotations.NullMarked;
