from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('admissions', '0007_review_states')]

    operations = [
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'returned', 'refusal_pending', 'approved', 'settled', 'lapsed', 'not_allotted', 'refused', 'withdrawn'])), name='application_state_known'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'draft'), _negated=True), ('number__isnull', True), _connector='OR'), models.Q(models.Q(('state__in', ('submitted', 'in_review', 'refusal_pending', 'approved', 'settled', 'lapsed', 'not_allotted', 'refused', 'returned')), _negated=True), ('number__isnull', False), _connector='OR')), name='application_numbered_from_submission'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('submitted', 'in_review', 'refusal_pending', 'approved', 'settled', 'lapsed', 'not_allotted', 'refused')), _negated=True), models.Q(models.Q(('firm_name', ''), _negated=True), models.Q(('uscc', ''), _negated=True), models.Q(('industry_code', ''), _negated=True), models.Q(('tenure', ''), _negated=True), models.Q(('process', ''), _negated=True), ('employees__isnull', False), ('expected_sales_wan__isnull', False), ('expected_tax_wan__isnull', False), ('investment_wan__isnull', False), ('own_use_declared', True), ('requested_floor_m2__isnull', False)), _connector='OR'), name='application_complete_once_submitted', violation_error_message='申请内容填写完整并作出自用承诺后才能提交。'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('approved', 'settled', 'lapsed', 'not_allotted', 'refused')), ('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(models.Q(('state__in', ('approved', 'settled', 'lapsed', 'not_allotted', 'refused')), _negated=True), ('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='application_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), ('enterprise__isnull', False), ('occupancy__isnull', False)), models.Q(models.Q(('state', 'settled'), _negated=True), ('enterprise__isnull', True), ('occupancy__isnull', True)), _connector='OR'), name='application_settled_is_occupant'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('in_review', 'approved', 'settled', 'lapsed', 'not_allotted')), ('accepted_at__isnull', False), ('accepted_by__isnull', False)), models.Q(('state__in', ('draft', 'submitted', 'returned')), ('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('state__in', ('refusal_pending', 'refused', 'withdrawn')), models.Q(models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), _connector='OR')), _connector='OR'), name='application_accepted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('refusal_pending', 'refused')), ('refusal_proposed_at__isnull', False), ('refusal_proposed_by__isnull', False)), models.Q(models.Q(('state__in', ('refusal_pending', 'refused')), _negated=True), ('refusal_proposed_at__isnull', True), ('refusal_proposed_by__isnull', True)), _connector='OR'), models.Q(('state__in', ('refusal_pending', 'refused')), ('refusal_reason', ''), _connector='XOR')), name='application_refusal_with_reason', violation_error_message='不予通过须写明理由。'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('decided_by', models.F('refusal_proposed_by')), _negated=True), _connector='OR'), name='application_refused_by_two', violation_error_message='不予通过须由提出人以外的另一人复核确认。'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('approved', 'settled', 'lapsed', 'not_allotted')), ('approved_floor_m2__isnull', False)), models.Q(models.Q(('state__in', ('approved', 'settled', 'lapsed', 'not_allotted')), _negated=True), ('approved_floor_m2__isnull', True)), _connector='OR'), models.Q(('approved_floor_m2__isnull', True), ('approved_floor_m2__gt', 0), _connector='OR')), name='application_approved_with_floor'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_by__isnull', True), models.Q(('accepted_by', models.F('created_by')), ('accepted_by', models.F('owner')), ('accepted_by', models.F('submitted_by')), _connector='OR', _negated=True), _connector='OR'), models.Q(('refusal_proposed_by__isnull', True), models.Q(('refusal_proposed_by', models.F('created_by')), ('refusal_proposed_by', models.F('owner')), ('refusal_proposed_by', models.F('submitted_by')), _connector='OR', _negated=True), _connector='OR'), models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('created_by')), ('decided_by', models.F('owner')), ('decided_by', models.F('submitted_by')), _connector='OR', _negated=True), _connector='OR')), name='application_decided_by_another', violation_error_message='本人起草或提交的申请须由其他经办人审核。'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted', 'in_review', 'returned', 'refusal_pending', 'approved')), models.Q(('uscc', ''), _negated=True)), fields=('park', 'uscc'), name='application_open_once_per_firm', violation_error_message='该企业在本园区已有正在办理的申请，请打开原申请继续办理。'),
        ),
    ]
