//! The codes by which checks name reasons, each with the type of who may see it.

use super::{Code, CodeOnly, Exact, Internal, Softened};

/// `file.empty`.
pub const FILE_EMPTY: Code<Exact> = Code::new("file.empty");
/// `file.corrupt`.
pub const FILE_CORRUPT: Code<Exact> = Code::new("file.corrupt");
/// `file.unsupported_format`.
pub const FILE_UNSUPPORTED_FORMAT: Code<Exact> = Code::new("file.unsupported_format");
/// `file.too_large`.
pub const FILE_TOO_LARGE: Code<Exact> = Code::new("file.too_large");
/// `file.encrypted`.
pub const FILE_ENCRYPTED: Code<Exact> = Code::new("file.encrypted");
/// `file.too_many`.
pub const FILE_TOO_MANY: Code<Exact> = Code::new("file.too_many");
/// `file.already_failed`.
pub const FILE_ALREADY_FAILED: Code<Exact> = Code::new("file.already_failed");
/// `device.camera_denied`.
pub const DEVICE_CAMERA_DENIED: Code<Exact> = Code::new("device.camera_denied");
/// `device.camera_missing`.
pub const DEVICE_CAMERA_MISSING: Code<Exact> = Code::new("device.camera_missing");
/// `device.unsupported`.
pub const DEVICE_UNSUPPORTED: Code<Exact> = Code::new("device.unsupported");
/// `net.interrupted`.
pub const NET_INTERRUPTED: Code<Exact> = Code::new("net.interrupted");
/// `capture.timeout`.
pub const CAPTURE_TIMEOUT: Code<Exact> = Code::new("capture.timeout");
/// `img.blurry`.
pub const IMG_BLURRY: Code<Exact> = Code::new("img.blurry");
/// `img.glare`.
pub const IMG_GLARE: Code<Exact> = Code::new("img.glare");
/// `img.too_dark`.
pub const IMG_TOO_DARK: Code<Exact> = Code::new("img.too_dark");
/// `img.overexposed`.
pub const IMG_OVEREXPOSED: Code<Exact> = Code::new("img.overexposed");
/// `img.shadow`.
pub const IMG_SHADOW: Code<Exact> = Code::new("img.shadow");
/// `img.low_resolution`.
pub const IMG_LOW_RESOLUTION: Code<Exact> = Code::new("img.low_resolution");
/// `img.compressed`.
pub const IMG_COMPRESSED: Code<Exact> = Code::new("img.compressed");
/// `img.not_colour`.
pub const IMG_NOT_COLOUR: Code<Exact> = Code::new("img.not_colour");
/// `img.skewed`.
pub const IMG_SKEWED: Code<Exact> = Code::new("img.skewed");
/// `img.overlay_text`.
pub const IMG_OVERLAY_TEXT: Code<Exact> = Code::new("img.overlay_text");
/// `doc.not_found`.
pub const DOC_NOT_FOUND: Code<Exact> = Code::new("doc.not_found");
/// `doc.corner_cut`.
pub const DOC_CORNER_CUT: Code<Exact> = Code::new("doc.corner_cut");
/// `doc.covered`.
pub const DOC_COVERED: Code<Exact> = Code::new("doc.covered");
/// `doc.too_small`.
pub const DOC_TOO_SMALL: Code<Exact> = Code::new("doc.too_small");
/// `doc.low_contrast_background`.
pub const DOC_LOW_CONTRAST_BACKGROUND: Code<Exact> = Code::new("doc.low_contrast_background");
/// `doc.multiple`.
pub const DOC_MULTIPLE: Code<Exact> = Code::new("doc.multiple");
/// `doc.wrong_side`.
pub const DOC_WRONG_SIDE: Code<Exact> = Code::new("doc.wrong_side");
/// `doc.same_side_twice`.
pub const DOC_SAME_SIDE_TWICE: Code<Exact> = Code::new("doc.same_side_twice");
/// `doc.front_missing`.
pub const DOC_FRONT_MISSING: Code<Exact> = Code::new("doc.front_missing");
/// `doc.back_missing`.
pub const DOC_BACK_MISSING: Code<Exact> = Code::new("doc.back_missing");
/// `doc.page_missing`.
pub const DOC_PAGE_MISSING: Code<Exact> = Code::new("doc.page_missing");
/// `doc.sides_mismatch`.
pub const DOC_SIDES_MISMATCH: Code<Exact> = Code::new("doc.sides_mismatch");
/// `doc.damaged`.
pub const DOC_DAMAGED: Code<Exact> = Code::new("doc.damaged");
/// `doc.annulled`.
pub const DOC_ANNULLED: Code<Exact> = Code::new("doc.annulled");
/// `doc.unsigned`.
pub const DOC_UNSIGNED: Code<Exact> = Code::new("doc.unsigned");
/// `doc.type_mismatch`.
pub const DOC_TYPE_MISMATCH: Code<Exact> = Code::new("doc.type_mismatch");
/// `doc.country_mismatch`.
pub const DOC_COUNTRY_MISMATCH: Code<Exact> = Code::new("doc.country_mismatch");
/// `doc.type_not_accepted`.
pub const DOC_TYPE_NOT_ACCEPTED: Code<Exact> = Code::new("doc.type_not_accepted");
/// `doc.country_not_accepted`.
pub const DOC_COUNTRY_NOT_ACCEPTED: Code<Exact> = Code::new("doc.country_not_accepted");
/// `doc.script_unsupported`.
pub const DOC_SCRIPT_UNSUPPORTED: Code<Exact> = Code::new("doc.script_unsupported");
/// `doc.unrecognised`.
pub const DOC_UNRECOGNISED: Code<Exact> = Code::new("doc.unrecognised");
/// `doc.expired`.
pub const DOC_EXPIRED: Code<Exact> = Code::new("doc.expired");
/// `doc.expiring_soon`.
pub const DOC_EXPIRING_SOON: Code<Exact> = Code::new("doc.expiring_soon");
/// `doc.not_yet_valid`.
pub const DOC_NOT_YET_VALID: Code<Exact> = Code::new("doc.not_yet_valid");
/// `doc.dates_illogical`.
pub const DOC_DATES_ILLOGICAL: Code<Exact> = Code::new("doc.dates_illogical");
/// `doc.number_format`.
pub const DOC_NUMBER_FORMAT: Code<Exact> = Code::new("doc.number_format");
/// `doc.number_checksum`.
pub const DOC_NUMBER_CHECKSUM: Code<Exact> = Code::new("doc.number_checksum");
/// `doc.reported_lost`.
pub const DOC_REPORTED_LOST: Code<Softened> = Code::new("doc.reported_lost");
/// `read.name`.
pub const READ_NAME: Code<Exact> = Code::new("read.name");
/// `read.dob`.
pub const READ_DOB: Code<Exact> = Code::new("read.dob");
/// `read.number`.
pub const READ_NUMBER: Code<Exact> = Code::new("read.number");
/// `read.dates`.
pub const READ_DATES: Code<Exact> = Code::new("read.dates");
/// `read.other_field`.
pub const READ_OTHER_FIELD: Code<Exact> = Code::new("read.other_field");
/// `read.portrait`.
pub const READ_PORTRAIT: Code<Exact> = Code::new("read.portrait");
/// `mrz.not_found`.
pub const MRZ_NOT_FOUND: Code<Exact> = Code::new("mrz.not_found");
/// `mrz.checksum`.
pub const MRZ_CHECKSUM: Code<Exact> = Code::new("mrz.checksum");
/// `barcode.unreadable`.
pub const BARCODE_UNREADABLE: Code<Exact> = Code::new("barcode.unreadable");
/// `chip.read_failed`.
pub const CHIP_READ_FAILED: Code<Exact> = Code::new("chip.read_failed");
/// `data.name_char_diff`.
pub const DATA_NAME_CHAR_DIFF: Code<Exact> = Code::new("data.name_char_diff");
/// `data.name_pinyin_diff`.
pub const DATA_NAME_PINYIN_DIFF: Code<Exact> = Code::new("data.name_pinyin_diff");
/// `data.name_order`.
pub const DATA_NAME_ORDER: Code<Exact> = Code::new("data.name_order");
/// `data.name_script`.
pub const DATA_NAME_SCRIPT: Code<Exact> = Code::new("data.name_script");
/// `data.dob_mismatch`.
pub const DATA_DOB_MISMATCH: Code<Exact> = Code::new("data.dob_mismatch");
/// `data.number_mismatch`.
pub const DATA_NUMBER_MISMATCH: Code<Exact> = Code::new("data.number_mismatch");
/// `data.birth_country_mismatch`.
pub const DATA_BIRTH_COUNTRY_MISMATCH: Code<Exact> = Code::new("data.birth_country_mismatch");
/// `data.sex_mismatch`.
pub const DATA_SEX_MISMATCH: Code<Exact> = Code::new("data.sex_mismatch");
/// `data.address_mismatch`.
pub const DATA_ADDRESS_MISMATCH: Code<Exact> = Code::new("data.address_mismatch");
/// `data.expiry_mismatch`.
pub const DATA_EXPIRY_MISMATCH: Code<Exact> = Code::new("data.expiry_mismatch");
/// `data.mrz_viz_mismatch`.
pub const DATA_MRZ_VIZ_MISMATCH: Code<Softened> = Code::new("data.mrz_viz_mismatch");
/// `data.barcode_viz_mismatch`.
pub const DATA_BARCODE_VIZ_MISMATCH: Code<Softened> = Code::new("data.barcode_viz_mismatch");
/// `data.chip_viz_mismatch`.
pub const DATA_CHIP_VIZ_MISMATCH: Code<Softened> = Code::new("data.chip_viz_mismatch");
/// `data.age_vs_portrait`.
pub const DATA_AGE_VS_PORTRAIT: Code<Softened> = Code::new("data.age_vs_portrait");
/// `data.previous_attempt_differs`.
pub const DATA_PREVIOUS_ATTEMPT_DIFFERS: Code<Softened> = Code::new("data.previous_attempt_differs");
/// `data.register_mismatch`.
pub const DATA_REGISTER_MISMATCH: Code<Softened> = Code::new("data.register_mismatch");
/// `data.register_not_found`.
pub const DATA_REGISTER_NOT_FOUND: Code<Softened> = Code::new("data.register_not_found");
/// `auth.screen_recapture`.
pub const AUTH_SCREEN_RECAPTURE: Code<CodeOnly> = Code::new("auth.screen_recapture");
/// `auth.screenshot`.
pub const AUTH_SCREENSHOT: Code<CodeOnly> = Code::new("auth.screenshot");
/// `auth.printed_copy`.
pub const AUTH_PRINTED_COPY: Code<CodeOnly> = Code::new("auth.printed_copy");
/// `auth.scan_or_digital`.
pub const AUTH_SCAN_OR_DIGITAL: Code<CodeOnly> = Code::new("auth.scan_or_digital");
/// `auth.digital_edit`.
pub const AUTH_DIGITAL_EDIT: Code<Softened> = Code::new("auth.digital_edit");
/// `auth.physical_alteration`.
pub const AUTH_PHYSICAL_ALTERATION: Code<Softened> = Code::new("auth.physical_alteration");
/// `auth.portrait_replaced`.
pub const AUTH_PORTRAIT_REPLACED: Code<Softened> = Code::new("auth.portrait_replaced");
/// `auth.template_or_font`.
pub const AUTH_TEMPLATE_OR_FONT: Code<Softened> = Code::new("auth.template_or_font");
/// `auth.security_feature`.
pub const AUTH_SECURITY_FEATURE: Code<Softened> = Code::new("auth.security_feature");
/// `auth.specimen`.
pub const AUTH_SPECIMEN: Code<CodeOnly> = Code::new("auth.specimen");
/// `auth.public_image`.
pub const AUTH_PUBLIC_IMAGE: Code<Softened> = Code::new("auth.public_image");
/// `auth.chip_signature`.
pub const AUTH_CHIP_SIGNATURE: Code<Softened> = Code::new("auth.chip_signature");
/// `face.not_found`.
pub const FACE_NOT_FOUND: Code<Exact> = Code::new("face.not_found");
/// `face.multiple`.
pub const FACE_MULTIPLE: Code<Exact> = Code::new("face.multiple");
/// `face.too_dark`.
pub const FACE_TOO_DARK: Code<Exact> = Code::new("face.too_dark");
/// `face.uneven_light`.
pub const FACE_UNEVEN_LIGHT: Code<Exact> = Code::new("face.uneven_light");
/// `face.blurry`.
pub const FACE_BLURRY: Code<Exact> = Code::new("face.blurry");
/// `face.glasses`.
pub const FACE_GLASSES: Code<Exact> = Code::new("face.glasses");
/// `face.head_covering`.
pub const FACE_HEAD_COVERING: Code<Exact> = Code::new("face.head_covering");
/// `face.covered`.
pub const FACE_COVERED: Code<Exact> = Code::new("face.covered");
/// `face.eyes_closed`.
pub const FACE_EYES_CLOSED: Code<Exact> = Code::new("face.eyes_closed");
/// `face.pose`.
pub const FACE_POSE: Code<Exact> = Code::new("face.pose");
/// `face.too_small_or_cropped`.
pub const FACE_TOO_SMALL_OR_CROPPED: Code<Exact> = Code::new("face.too_small_or_cropped");
/// `face.document_as_selfie`.
pub const FACE_DOCUMENT_AS_SELFIE: Code<Exact> = Code::new("face.document_as_selfie");
/// `face.document_portrait_poor`.
pub const FACE_DOCUMENT_PORTRAIT_POOR: Code<Exact> = Code::new("face.document_portrait_poor");
/// `face.inconclusive`.
pub const FACE_INCONCLUSIVE: Code<Exact> = Code::new("face.inconclusive");
/// `face.mismatch`.
pub const FACE_MISMATCH: Code<CodeOnly> = Code::new("face.mismatch");
/// `live.action_missed`.
pub const LIVE_ACTION_MISSED: Code<Exact> = Code::new("live.action_missed");
/// `live.timeout`.
pub const LIVE_TIMEOUT: Code<Exact> = Code::new("live.timeout");
/// `live.undetermined`.
pub const LIVE_UNDETERMINED: Code<Exact> = Code::new("live.undetermined");
/// `live.not_confirmed`.
pub const LIVE_NOT_CONFIRMED: Code<Softened> = Code::new("live.not_confirmed");
/// `live.injection`.
pub const LIVE_INJECTION: Code<Internal> = Code::new("live.injection");
/// `policy.under_age`.
pub const POLICY_UNDER_AGE: Code<Exact> = Code::new("policy.under_age");
/// `policy.region`.
pub const POLICY_REGION: Code<Exact> = Code::new("policy.region");
/// `policy.identity_already_used`.
pub const POLICY_IDENTITY_ALREADY_USED: Code<Exact> = Code::new("policy.identity_already_used");
/// `policy.open_submission`.
pub const POLICY_OPEN_SUBMISSION: Code<Exact> = Code::new("policy.open_submission");
/// `policy.attempts_exhausted`.
pub const POLICY_ATTEMPTS_EXHAUSTED: Code<Exact> = Code::new("policy.attempts_exhausted");
/// `policy.reused_final`.
pub const POLICY_REUSED_FINAL: Code<Exact> = Code::new("policy.reused_final");
/// `session.expired`.
pub const SESSION_EXPIRED: Code<Exact> = Code::new("session.expired");
/// `session.abandoned`.
pub const SESSION_ABANDONED: Code<Exact> = Code::new("session.abandoned");
/// `consent.declined`.
pub const CONSENT_DECLINED: Code<Exact> = Code::new("consent.declined");
/// `session.other_person`.
pub const SESSION_OTHER_PERSON: Code<Softened> = Code::new("session.other_person");
/// `risk.coercion_suspected`.
pub const RISK_COERCION_SUSPECTED: Code<Internal> = Code::new("risk.coercion_suspected");
/// `risk.velocity_or_device`.
pub const RISK_VELOCITY_OR_DEVICE: Code<Internal> = Code::new("risk.velocity_or_device");
/// `risk.blocklist`.
pub const RISK_BLOCKLIST: Code<Internal> = Code::new("risk.blocklist");
/// `aml.sanctions_pep_media`.
pub const AML_SANCTIONS_PEP_MEDIA: Code<Internal> = Code::new("aml.sanctions_pep_media");
/// `appeal.held_id_missing`.
pub const APPEAL_HELD_ID_MISSING: Code<Exact> = Code::new("appeal.held_id_missing");
/// `appeal.held_face_hidden`.
pub const APPEAL_HELD_FACE_HIDDEN: Code<Exact> = Code::new("appeal.held_face_hidden");
/// `appeal.held_id_unreadable`.
pub const APPEAL_HELD_ID_UNREADABLE: Code<Exact> = Code::new("appeal.held_id_unreadable");
/// `appeal.held_id_differs`.
pub const APPEAL_HELD_ID_DIFFERS: Code<Softened> = Code::new("appeal.held_id_differs");
/// `appeal.statement_missing`.
pub const APPEAL_STATEMENT_MISSING: Code<Exact> = Code::new("appeal.statement_missing");
/// `appeal.statement_not_handwritten`.
pub const APPEAL_STATEMENT_NOT_HANDWRITTEN: Code<Exact> = Code::new("appeal.statement_not_handwritten");
/// `appeal.statement_username`.
pub const APPEAL_STATEMENT_USERNAME: Code<Exact> = Code::new("appeal.statement_username");
/// `appeal.statement_date`.
pub const APPEAL_STATEMENT_DATE: Code<Exact> = Code::new("appeal.statement_date");
/// `appeal.statement_purpose`.
pub const APPEAL_STATEMENT_PURPOSE: Code<Exact> = Code::new("appeal.statement_purpose");
/// `appeal.statement_nonce`.
pub const APPEAL_STATEMENT_NONCE: Code<Exact> = Code::new("appeal.statement_nonce");
/// `appeal.contact_unproven`.
pub const APPEAL_CONTACT_UNPROVEN: Code<Exact> = Code::new("appeal.contact_unproven");
/// `appeal.duplicate_open`.
pub const APPEAL_DUPLICATE_OPEN: Code<Exact> = Code::new("appeal.duplicate_open");
/// `appeal.window_closed`.
pub const APPEAL_WINDOW_CLOSED: Code<Exact> = Code::new("appeal.window_closed");
/// `sys.technical_error`.
pub const SYS_TECHNICAL_ERROR: Code<Exact> = Code::new("sys.technical_error");
/// `sys.dependency_unavailable`.
pub const SYS_DEPENDENCY_UNAVAILABLE: Code<Exact> = Code::new("sys.dependency_unavailable");
/// `sys.check_not_run`.
pub const SYS_CHECK_NOT_RUN: Code<Exact> = Code::new("sys.check_not_run");
/// `sys.low_confidence`.
pub const SYS_LOW_CONFIDENCE: Code<Exact> = Code::new("sys.low_confidence");
