package org.example.notes;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** What somebody wrote down. */
@MappedEntity
record Note(@Id UUID id, UUID memberId, String noteText) {}
