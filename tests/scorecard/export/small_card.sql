WITH "inputs" AS (
  SELECT
    "source"."id" AS "keep_1",
    CAST("source"."late" AS DOUBLE PRECISION) AS "value_1"
  FROM applicants AS "source"
  OFFSET 0
), "points" AS (
  SELECT
    "keep_1",
    CASE
      WHEN "value_1" IS NULL OR "value_1" = CAST('NaN' AS DOUBLE PRECISION)
      THEN 2 /* late: missing */
      WHEN "value_1" < CAST('1.0' AS DOUBLE PRECISION)
      THEN 5 /* from None to below 1.0 */
      ELSE 0 /* from 1.0 to below None */
    END AS "points_1",
    CASE
      WHEN "value_1" IS NULL OR "value_1" = CAST('NaN' AS DOUBLE PRECISION)
      THEN 1 /* late: missing */
      ELSE 0
    END AS "said_1"
  FROM "inputs"
  OFFSET 0
), "losses" AS (
  SELECT
    "points".*,
    357 /* base points */ + "points_1" AS "total",
    CASE
      WHEN 100 * "points_1" < 300
      THEN (
        300 - 100 * "points_1"
      ) * 1 + 0 /* late: reference 3.00 points */
      ELSE 0
    END AS "loss_1"
  FROM "points"
  OFFSET 0
), "top_1" AS (
  SELECT
    "losses".*,
    "loss_1" AS "top_1"
  FROM "losses"
  OFFSET 0
)
SELECT
  "keep_1" AS "id",
  "total" AS "score",
  CAST('1.0' AS DOUBLE PRECISION) / (
    CAST('1.0' AS DOUBLE PRECISION) + EXP(
      -(
        CAST('9.123456789012344' AS DOUBLE PRECISION) + CAST('-0.016543210987654322' AS DOUBLE PRECISION) * CAST("total" AS DOUBLE PRECISION)
      )
    )
  ) AS "probability_bad",
  "points_1" AS "points_late",
  CASE
    WHEN "top_1" = 0
    THEN NULL
    WHEN "top_1" = "loss_1" AND "said_1" = 1
    THEN 'There is no information on this point: label of late.'
    WHEN "top_1" = "loss_1"
    THEN 'The value of label of late is less favourable than the average.'
  END AS "reason_1"
FROM "top_1"
