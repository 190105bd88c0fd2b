-- Conditions that read other tables; they see what the acting actor sees of those tables.
CREATE FUNCTION plainscore.under_review(person text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT plainscore.is_staff('reviewer') AND (
          EXISTS (SELECT FROM plainscore.disputes contested
                  WHERE contested.person_id = person AND contested.closed_at IS NULL)
          OR EXISTS (SELECT FROM plainscore.reviews asked
                     WHERE asked.person_id = person AND asked.closed_at IS NULL)) $$;

CREATE FUNCTION plainscore.is_author(digest text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT EXISTS (SELECT FROM plainscore.scorecards card
                       WHERE card.scorecard_digest = digest
                         AND card.author_id = plainscore.told('staff')) $$;

CREATE FUNCTION plainscore.is_furnisher_in(dispute text, person text) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT EXISTS (SELECT FROM plainscore.disputes contested
                       WHERE contested.dispute_id = dispute AND contested.person_id = person
                         AND contested.lender_id = plainscore.told('lender')) $$;
